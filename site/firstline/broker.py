"""The filesystem broker, made safe for readers and writers that meet.

Kombu writes a message into its final file and moves it to the system's folder for temporary files to
read it. A reader can so find half a message, which stops a worker, and where the two folders are on
different disks a message can be read twice. Here a message appears by renaming and is taken by
renaming, both inside the broker's own folder.
"""

import os
import time
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads
from kombu.utils.uuid import uuid

TAKEN = ".taken"
WRITING = ".writing"


class Channel(filesystem.Channel):
    """Messages as files, oldest first."""

    # Which queue is bound to what is the same in every process: it comes from settings. So it is
    # not kept in files, which fanout (messages to all workers, which we do not send) would need.
    supports_fanout = False
    get_table = virtual.Channel.get_table

    def __init__(self, connection: Any, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        for folder in [self.data_folder_in, self.data_folder_out, self.control_folder]:
            os.makedirs(folder, exist_ok=True)

    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:
        """Put a message onto `queue`; it is there whole or not at all."""
        name = f"{_stamp()}_{uuid()}.{queue}.msg"
        path = os.path.join(self.data_folder_out, name)
        with open(path + WRITING, "wb") as handle:
            handle.write(str_to_bytes(dumps(payload)))
        os.replace(path + WRITING, path)

    def _get(self, queue: str) -> Any:
        """The oldest message of `queue`, taken by one reader only. Raises Empty."""
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            path = os.path.join(self.data_folder_in, name)
            try:
                os.rename(path, path + TAKEN)
            except FileNotFoundError:
                continue
            with open(path + TAKEN, "rb") as handle:
                payload = handle.read()
            os.remove(path + TAKEN)
            return loads(bytes_to_str(payload))
        raise Empty


class Transport(filesystem.Transport):
    """`filesystem://` with our channel."""

    Channel = Channel
    # Seconds between looks into the folder: what a person waits for a certificate to be drawn.
    polling_interval = 0.25


def install() -> None:
    """Make `filesystem://` mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = "firstline.broker:Transport"


def _stamp() -> str:
    """Names sort by time, also across a restart of the machine."""
    return f"{time.time_ns():020d}"
