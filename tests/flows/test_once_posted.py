"""Slack's answers to the app may be lost, late or a no for now: still every message is there once."""

from dataclasses import replace

import pytest

from tests.flows.house import House, mask, picture
from tests.flows.tally import ONE_EDIT, delivered, everything_said, kind_of, tally

# Posting is never repeated blindly; of these the app must find out by itself what has happened.
POSTING = ("chat.postMessage", "files.completeUploadExternal")
HARMLESS = ("files.getUploadURLExternal", "chat.update", "files.info", "upload")


async def edit_by_form(house: House) -> None:
    """One edit, from the form to its end; unlike a mention it has a root message of the app's own."""
    await house.workspace.command("ada", "design", "/edit", "a red door")
    view_id = house.workspace.views("ada")[-1]["id"]
    values = {"seed_image": [("a.png", picture())], "mask_image": [("mask.png", mask())]}
    await house.workspace.submit("ada", view_id, values)
    root = (await house.wait_for(lambda: house.workspace.messages("design")))[0]
    await delivered(house, root["ts"])


async def test_a_result_that_slack_has_taken_and_never_posts_is_shared_again(house: House) -> None:
    house.workspace.fault("share", "lost", times=2)  # the preview and the result

    await edit_by_form(house)

    assert await tally(house) == replace(ONE_EDIT, pictures=1)


@pytest.mark.parametrize(
    ("kind", "methods"),
    [
        ("lose_answer", POSTING),
        ("lose_answer", HARMLESS),
        ("ratelimited", POSTING),
        ("ratelimited", HARMLESS[:2]),
        ("http_500", ("chat.postMessage", *HARMLESS)),
        ("drop", ("chat.postMessage", *HARMLESS)),
    ],
)
async def test_trouble_with_slack_doubles_and_loses_nothing(
    house: House, kind: str, methods: tuple[str, ...]
) -> None:
    for method in methods:
        house.workspace.fault(method, kind, times=1 if kind == "ratelimited" else 2)

    await edit_by_form(house)

    assert await tally(house) == ONE_EDIT
    assert [kind_of(each) for each in everything_said(house)].count("root") == 1
