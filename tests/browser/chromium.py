"""Chromium as it is installed; without one the tests skip, unless the gate says that it has to be there."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# `.ci/run` sets it: there a skip would hide that nothing was driven at all.
REQUIRED = "RETOUCH_TESTS_NEED_CHROMIUM"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)


@contextmanager
def run_chromium(profile: Path) -> Iterator[str]:
    """A Chromium with this profile folder; its debugging address."""
    if CHROMIUM is None:
        miss("there is no Chromium on this machine")
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield _debugging_address(profile / "DevToolsActivePort")
        finally:
            process.terminate()


def miss(what: str) -> None:
    """Skip with the reason, or fail where it is required."""
    if os.environ.get(REQUIRED):
        pytest.fail(what)
    pytest.skip(what)


def _debugging_address(written: Path) -> str:
    """Chromium writes its port and path there once it listens."""
    deadline = time.monotonic() + 60
    while not (written.exists() and written.read_text().count("\n")):
        assert time.monotonic() < deadline, "Chromium does not start"
        time.sleep(0.05)
    port, path = written.read_text().splitlines()
    return f"ws://127.0.0.1:{port}{path}"
