"""The filesystem broker: whole messages, each taken once, nothing outside its folder."""

import threading
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from firstline import broker


@pytest.fixture
def connect(tmp_path: Path) -> object:
    broker.install()
    options = {
        "data_folder_in": str(tmp_path / "broker"),
        "data_folder_out": str(tmp_path / "broker"),
        "control_folder": str(tmp_path / "control"),
    }
    (tmp_path / "broker").mkdir()
    return lambda: Connection("filesystem://", transport_options=options)


def test_messages_come_in_order_and_once(connect: object, tmp_path: Path) -> None:
    with connect() as connection:  # type: ignore[operator]
        queue = connection.SimpleQueue("quick")
        for number in range(5):
            queue.put({"number": number})
        taken = [queue.get(timeout=5) for _n in range(5)]
        assert [message.payload["number"] for message in taken] == list(range(5))
        for message in taken[:4]:
            message.ack()
        with pytest.raises(Empty):
            queue.get(block=False)
    # What was not acknowledged goes back when the reader leaves in order.
    assert len(list((tmp_path / "broker").iterdir())) == 1
    assert list((tmp_path / "control").iterdir()) == []


def test_many_readers_take_each_message_once(connect: object) -> None:
    with connect() as connection:  # type: ignore[operator]
        channel = connection.channel()
        taken: list[int] = []
        writer_done = threading.Event()

        def read() -> None:
            with connect() as own:  # type: ignore[operator]
                mine = own.channel()
                while True:
                    finished = writer_done.is_set()
                    try:
                        taken.append(mine._get("quick")["number"])
                    except Empty:
                        if finished:
                            return

        readers = [threading.Thread(target=read) for _n in range(4)]
        for reader in readers:
            reader.start()
        for number in range(200):
            channel._put("quick", {"number": number, "padding": "x" * 20_000})
        writer_done.set()
        for reader in readers:
            reader.join()
    assert Counter(taken) == Counter(range(200))


def test_a_half_written_message_is_not_seen(connect: object, tmp_path: Path) -> None:
    with connect() as connection:  # type: ignore[operator]
        channel = connection.channel()
        (tmp_path / "broker" / f"000_x.quick.msg{broker.WRITING}").write_text('{"numb')
        with pytest.raises(Empty):
            channel._get("quick")


def test_queues_do_not_mix(connect: object) -> None:
    with connect() as connection:  # type: ignore[operator]
        channel = connection.channel()
        channel._put("bulk", {"number": 1})
        with pytest.raises(Empty):
            channel._get("quick")
        assert channel._get("bulk") == {"number": 1}
