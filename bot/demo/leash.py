"""``python -m bot.demo.leash MODULE …``: runs a module that ends when whoever started it does, by kill -9 too.

The starter holds the other end of standard input open; the system closes it with the starter's end.
"""

import os
import runpy
import signal
import sys
import threading
import time

LONGEST_END_SECONDS = 15.0


def run() -> None:
    """Run the module named in the arguments, with the rest of them for its own."""
    threading.Thread(target=_end_with_starter, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_starter() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LONGEST_END_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    run()
