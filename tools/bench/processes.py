"""Doing a part of a bench in a process of its own, whose memory is not counted with the rest."""

import os
import sys
import traceback
from collections.abc import Callable


def apart(work: Callable[[], None]) -> None:
    """Do it in a child, and wait. Ends the bench if it fails. Open no database before."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        try:
            work()
            sys.stdout.flush()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    if os.waitpid(child, 0)[1]:
        sys.exit("A part of the bench failed: see above.")
