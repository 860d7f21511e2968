"""What admins say about money with ``/usage``, and who may not."""

from pathlib import Path

from bot.announcer import Stage
from bot.people import Person
from tests.flows.house import House, open_house
from tests.flows.money import ADA, ask, check_books, read_books, see_end, told_privately

BEN = Person(team_id=ADA.team_id, user_id="U0BEN0002")


async def usage(house: House, text: str, *, user: str = "ada") -> str:
    """What a person is told by the command with these words."""
    await house.workspace.command(user, "design", "/usage", text)
    return house.workspace.ephemerals(user)[-1]["text"]


async def refused(house: House, *, user: str, channel: str = "design") -> str:
    """Ask for an edit that a limit refuses; what the person is told."""
    before = len(told_privately(house, user))
    await ask(house, user=user, channel=channel)
    return (await house.wait_for(lambda: told_privately(house, user)[before:]))[0]


BUDGETS = (
    ("budget default 0", "own: $0.00 a month from now on.", "your $0.00 for this month"),
    ("budget #design .01 daily", "<#C0DESIGN1>: $0.01 a day from now on.", "channel's $0.01 for today"),
    ("BUDGET Workspace 0.02", "The workspace: $0.02 a month", "the workspace's $0.02 for this month"),
    ("budget @ben 0.05", "<@U0BEN0002>: $0.05 a month from now on.", "your $0.05 for this month"),
    ("budget @ben $0.05 weekly", "<@U0BEN0002>: $0.05 a week from now on.", "your $0.05 for this week"),
)


async def test_a_budget_that_an_admin_sets_holds_from_the_next_request_on(house: House) -> None:
    for words, said, limit in BUDGETS:
        told = await usage(house, words)

        sentence = await refused(house, user="ben")

        assert said in told
        assert limit in sentence
        assert "An admin can raise the limit." in sentence
        name, whose, _amount, *period = words.split()
        await usage(house, " ".join([name, whose, "none", *period]))
    assert house.submits() == 0


async def test_a_budget_by_name_beats_the_default_and_none_lifts_it(house: House) -> None:
    await usage(house, "budget default 0")
    await usage(house, "budget @ben none")

    thread_ts = await ask(house, user="ben")

    assert (await see_end(house, thread_ts)).stage == Stage.DELIVERED
    assert "no monthly limit" in await usage(house, "budget")


async def test_all_budgets_are_shown_the_settings_own_too(house: House) -> None:
    await usage(house, "budget #design 5 weekly")

    told = await usage(house, "budget")

    assert "Everybody without a budget of their own: $20.00 a month" in told
    assert "<#C0DESIGN1>: $5.00 a week" in told


async def test_an_adjustment_counts_and_is_in_the_audit_log_with_its_reason(house: House) -> None:
    told = await usage(house, 'adjust @ben –1.50 "a double <bill>"')

    month = await house.running.workshop.spending.month_of(BEN)
    assert told == "<@U0BEN0002>: -$1.50 on this month's spending. It is in the audit log."
    assert (month.spent_micros, month.adjusted_micros) == (-1_500_000, -1_500_000)
    assert "-$1.50 of that by an admin" in await usage(house, "", user="ben")
    log = await usage(house, "audit")
    assert "<@U0ADA0001> · adjust <@U0BEN0002> · -$1.50: a double &lt;bill&gt;" in log
    await check_books(house)


MISTAKES = {
    "budget ben 5": "I cannot see whose budget you mean.",
    "budget @ben": "the amount is missing",
    "budget @ben five": "I cannot read the amount.",
    "budget @ben -5": "A budget cannot be less than nothing.",
    "budget @ben 5 montly": "Did you mean monthly?",
    "budget @ben 0.0000001": "I cannot read the amount.",
    "adjust @ben 5": "an adjustment names a person, an amount and a reason",
    "adjust @ben 0 why": "and not nothing",
    "adjust somebody 5 why": "I cannot see whom you mean.",
    "bugdet @ben 5": "Did you mean budget?",
    "@nobody": "I cannot see whom or which channel you mean.",
    "#nowhere week": "I cannot see whom or which channel you mean.",
}


async def test_what_cannot_be_read_changes_nothing_and_says_how_to_write_it(house: House) -> None:
    told = {words: await usage(house, words) for words in MISTAKES}

    for words, sentence in MISTAKES.items():
        assert sentence in told[words]
        assert "Nothing was" in told[words]
    assert (await read_books(house)).entries == []
    assert "Nothing yet." in await usage(house, "audit")


async def test_who_is_no_admin_is_told_so_and_changes_nothing(house: House) -> None:
    wishes = ("budget @ben 500", "budget", 'adjust @ben -5 "please"', "audit")

    told = [await usage(house, words, user="ben") for words in wishes]

    assert all("admins only" in sentence for sentence in told)
    assert (await read_books(house)).entries == []
    assert "Nothing yet." in await usage(house, "audit")


async def test_a_foreign_admin_is_none_here_and_a_person_named_in_the_settings_is(tmp_path: Path) -> None:
    async with open_house(tmp_path, admin_users="U0MIA0003") as house:
        mia = await usage(house, "budget @ben 1", user="mia")
        gil = await usage(house, "budget @ben 2", user="gil")
        zoe = await usage(house, "budget @ben 3", user="zoe")

        assert "$1.00 a month" in mia
        assert "admins only" in gil
        assert "admins only" in zoe


async def test_somebody_of_elsewhere_spends_what_an_admin_has_given_them_by_name(house: House) -> None:
    before = await refused(house, user="zoe")
    await usage(house, "budget @zoe 0.10")
    allowed = await see_end(house, await ask(house, user="zoe"))
    beyond = await refused(house, user="zoe")
    await usage(house, "budget @zoe none")
    after = await refused(house, user="zoe")

    assert "Only members of this workspace may order here." in before
    assert after == before
    assert (allowed.stage, allowed.charged_micros) == (Stage.DELIVERED, 60_000)
    assert "$0.10" in beyond
