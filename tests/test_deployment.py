"""The files in ``.github/deploy`` fit the program that they start, stop and stand in front of."""

import re
import tomllib
from pathlib import Path

from bot.app import DRAIN_SECONDS, LEAVE_SECONDS
from bot.settings import Settings
from bot.web.mask_page import MAX_MASK_BYTES
from bot.web.site import FINISH_SECONDS

HOUSE = Path(__file__).parents[1]
DEPLOY = HOUSE / ".github" / "deploy"


def read(name: str) -> str:
    return (DEPLOY / name).read_text()


def test_whoever_stops_it_waits_as_long_as_it_may_take() -> None:
    waits = [
        *re.findall(r"TimeoutStopSec=(\d+)", read("retouch.service") + read("DEPLOY.md")),
        *re.findall(r"--stop-timeout (\d+)", read("Containerfile")),
        *re.findall(r"podman stop -t (\d+)|terminationGracePeriodSeconds: (\d+)", read("DEPLOY.md"))[0],
    ]

    seconds = {int(wait) for wait in waits if wait}

    assert min(seconds) >= LEAVE_SECONDS + FINISH_SECONDS + DRAIN_SECONDS


def test_the_proxy_lets_the_largest_mask_through() -> None:
    [megabytes] = re.findall(r"client_max_body_size (\d+)m;", read("nginx.conf"))

    assert int(megabytes) * 2**20 >= MAX_MASK_BYTES


def test_the_image_is_built_from_all_that_is_installed_and_from_nothing_private() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        *wheel["packages"],
        *wheel["force-include"],
        project["project"]["readme"],
        "LICENSE",
        "pyproject.toml",
    }

    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.*) \S+$", read("Containerfile"), re.M)
        for name in line.split()
    }

    assert copied == needed


def test_the_image_sets_only_what_there_is() -> None:
    [line] = re.findall(r"^ENV (.*)$", read("Containerfile"), re.M)

    named = {pair.split("=", maxsplit=1)[0] for pair in line.split()}

    assert named - {"PATH"} <= {name.upper() for name in Settings.model_fields}
