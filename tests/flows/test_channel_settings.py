"""What admins set for one channel: defaults for what people leave open, and which replies run."""

from functools import partial

from storage import audit
from tests.flows.house import House, has_button, text_of
from tests.flows.threads import begin, jobs_of, reply, see_versions

DESIGN = "<#C0DESIGN1|design>"
ADMIN = "ada"


async def last_told(house: House, user: str, command: str, text: str) -> str:
    before = len(house.workspace.ephemerals(user))
    await house.workspace.command(user, "design", command, text)
    await house.wait_for(lambda: len(house.workspace.ephemerals(user)) > before)
    return text_of(house.workspace.ephemerals(user)[-1])


async def test_a_channels_defaults_hold_for_everybody_there_who_has_none_of_their_own(house: House) -> None:
    told = await last_told(house, ADMIN, "/edit", f"defaults {DESIGN} --speed turbo --tag launch")
    await house.workspace.command("ben", "design", "/edit", "defaults --speed quality")

    mias = await begin(house, user="mia")
    bens = await begin(house, user="ben")
    elsewhere = await begin(house, user="mia", channel="general")

    [one], [two], [three] = [await jobs_of(house, ts) for ts in (mias, bens, elsewhere)]
    assert "`--speed turbo --tag launch`" in told
    shown = await last_told(house, "ben", "/edit", "defaults")
    assert "*Your defaults* · `--speed quality`" in shown
    assert "*Defaults in <#C0DESIGN1>* · `--speed turbo --tag launch`" in shown
    assert [(job.quote_micros, job.tag) for job in (one, two, three)] == [
        (30_000, "launch"),
        (90_000, "launch"),
        (60_000, None),
    ]


async def test_only_admins_change_a_channels_defaults_and_everybody_may_read_them(house: House) -> None:
    refused = await last_told(house, "ben", "/edit", f"defaults {DESIGN} --speed turbo")
    shown = await last_told(house, "ben", "/edit", f"defaults {DESIGN}")

    assert "That is for admins only. Nothing was changed." in refused
    assert "*Defaults in <#C0DESIGN1>* · none." in shown


async def test_home_shows_admins_the_channels_and_makes_one_like_the_others(house: House) -> None:
    await last_told(house, ADMIN, "/edit", f"defaults {DESIGN} --speed turbo")
    await last_told(house, ADMIN, "/usage", f"replies {DESIGN} mention")
    for user in (ADMIN, "ben"):
        await house.workspace.open_home(user)
    home, others = [await house.wait_for(partial(house.workspace.home, user)) for user in (ADMIN, "ben")]
    assert home is not None
    assert others is not None

    await house.workspace.click(ADMIN, home, "reset_channel")
    await house.wait_for(lambda: not has_button(house.workspace.home(ADMIN) or home, "reset_channel"))

    assert "*<#C0DESIGN1>* · `--speed turbo` · replies: mention" in text_of(home)
    assert not has_button(others, "reset_channel")
    async with house.running.workshop.database.transaction(read_only=True) as session:
        acts = await audit.list_acts(session, house.workspace.team_id, limit=9)
    assert [act.detail for act in acts] == [
        "like the others again",
        "replies mention",
        "defaults --speed turbo",
    ]


async def test_a_channels_own_mode_decides_which_replies_run(house: House) -> None:
    thread_ts = await begin(house)
    told = await last_told(house, ADMIN, "/usage", f"replies {DESIGN} mention")

    await reply(house, thread_ts, "edit a blue door")
    await reply(house, thread_ts, "@retouch edit a green door")
    await see_versions(house, thread_ts, 2)

    assert "*mention*, so only replies that mention Retouch run." in told
    assert len(await jobs_of(house, thread_ts)) == 2


async def test_a_channel_goes_back_to_what_the_settings_say_and_half_a_wish_changes_nothing(
    house: House,
) -> None:
    halves = ("replies", "replies design offer", f"replies {DESIGN} offr")
    await last_told(house, ADMIN, "/usage", f"replies {DESIGN} offer")

    refusals = [await last_told(house, ADMIN, "/usage", text) for text in halves]
    kept = await last_told(house, ADMIN, "/usage", f"replies {DESIGN}")
    told = await last_told(house, ADMIN, "/usage", f"replies {DESIGN} default")

    assert all("Nothing was changed." in refusal for refusal in refusals)
    assert "*offer*, so" in kept
    assert "*smart* (as everywhere)" in told
