"""What people write comes back in many messages; nowhere does it become a mention, a link or a command of Slack's."""

from pathlib import Path
from typing import Any

from tests.flows.house import House, has_button, mask, open_house, picture, text_of
from tests.flows.money import told_privately

SIZE = (96, 64)
# What Slack would act on, as somebody types it into a form: there it comes to us as it was typed.
EVIL = (
    "<!channel> <!here|now> <@U0MIA0003> <!subteam^S1> <https://evil.example|free> </edit> &lt;!channel&gt;"
)
FORBIDDEN = ("<!channel", "<!here", "<!everyone", "<!subteam", "<@U0MIA0003", "<https://evil", "</edit")
FILES = [(f"{EVIL[:40]}.png", picture(SIZE)), ("<!here>-mask.png", mask(SIZE, (10, 10, 50, 40)))]


async def test_no_text_of_people_becomes_a_mention_or_a_link_wherever_it_is_shown(tmp_path: Path) -> None:
    async with open_house(tmp_path, user_monthly_budget_usd="0.10") as house:
        workspace = house.workspace
        await order_by_form(house)
        await look_around(house)
        await ask_in_vain_and_be_denied(house)
        for text in (f"--tag {EVIL}", f'--modle "{EVIL}"', "history", "help", f"defaults --style {EVIL}"):
            await workspace.command("ben", "design", "/edit", text)
        await workspace.command("ada", "design", "/usage", f'adjust @ben -0.01 "{EVIL}"')
        for text in ("tags", "audit", f"budget {EVIL} 3", EVIL):
            await workspace.command("ada", "design", "/usage", text)

        shown = everything_shown(house)

        assert sum("free" in text for text in shown) > 4  # or the test would have lost its words on the way
        assert [text for text in shown for evil in FORBIDDEN if evil in text] == []
        assert [
            call.method for call in workspace.calls if {"parse", "link_names"} & call.arguments.keys()
        ] == []


async def order_by_form(house: House) -> None:
    """A form's texts reach us as they were typed, while Slack escapes those of messages."""
    workspace = house.workspace
    await workspace.command("ben", "design", "/edit", "a door --tag x")
    [view] = workspace.views("ben")
    typed: dict[str, Any] = {
        "prompt": EVIL,
        "tag": "<!here>",
        "seed_image": FILES[:1],
        "mask_image": FILES[1:],
    }
    await workspace.submit("ben", view["id"], typed)
    await house.wait_for(lambda: any(has_button(message, "again") for message in all_messages(house)))
    head = workspace.messages("design")[-1]
    await house.wait_for(lambda: house.is_over("design", head["ts"]))


async def look_around(house: House) -> None:
    """Every place that quotes what was asked for."""
    workspace = house.workspace
    result = next(message for message in all_messages(house) if has_button(message, "again"))
    await workspace.click("ben", result, "more", "details")
    await house.wait_for(lambda: workspace.views("ben"))
    await workspace.click("ben", result, "more", "original")
    await workspace.open_home("ben")
    await workspace.say("ben", "design", EVIL, thread_ts=result["thread_ts"])
    await workspace.say("mia", "design", "make it <!channel>", thread_ts=result["thread_ts"])


async def ask_in_vain_and_be_denied(house: House) -> None:
    workspace = house.workspace
    await workspace.say("ben", "design", f"@retouch edit {EVIL}", files=FILES)
    note = await house.wait_for(lambda: find(workspace.ephemerals("ben"), "ask_for_more"))
    await workspace.click("ben", note, "ask_for_more")
    wish = await house.wait_for(lambda: find(workspace.messages("@retouch", user="ada"), "deny_more"))
    await workspace.click("ada", wish, "deny_more:reason")
    await workspace.submit("ada", workspace.views("ada")[-1]["id"], {"reason": EVIL})
    await house.wait_for(lambda: any("They wrote" in told for told in told_privately(house, "ben")))


def find(messages: list[dict[str, Any]], button: str) -> dict[str, Any] | None:
    return next((message for message in messages if has_button(message, button)), None)


def all_messages(house: House) -> list[dict[str, Any]]:
    """Whatever the app has said, to all or to one."""
    workspace = house.workspace
    direct = [head for user in ("ada", "ben", "mia") for head in workspace.messages("@retouch", user=user)]
    heads = [*workspace.messages("design"), *direct]
    threads = [reply for head in workspace.messages("design") for reply in house.thread("design", head["ts"])]
    private = [note for user in ("ada", "ben", "mia") for note in workspace.ephemerals(user)]
    return [each for each in (*heads, *threads, *private) if each.get("user") == workspace.bot_user_id]


def everything_shown(house: House) -> list[str]:
    """All text in which Slack reads marks: of messages, of windows, and of Home."""
    homes = [home for user in ("ada", "ben") if (home := house.workspace.home(user)) is not None]
    windows = [view for user in ("ada", "ben") for view in house.workspace.views(user)]
    return [text_of(each) for each in (*all_messages(house), *windows, *homes)]
