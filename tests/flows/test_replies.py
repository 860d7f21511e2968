"""A reply in a thread makes the next version, asks privately, or does nothing at all."""

import pytest

from bot.demo.workspace import APP_AS_CHANNEL
from tests.flows.house import House, changed_outside, has_button, mask, text_of
from tests.flows.threads import (
    MASK,
    PICTURE,
    begin,
    jobs_of,
    labels,
    picture_of,
    reply,
    see_versions,
    versions_of,
)


def offers(house: House, user: str) -> list[dict[str, object]]:
    return [told for told in house.workspace.ephemerals(user) if has_button(told, "run_offer")]


@pytest.mark.parametrize("channel", ["design", "launch-plans"])
async def test_an_explicit_reply_builds_on_the_newest_version_with_the_same_mask(
    house: House, channel: str
) -> None:
    thread_ts = await begin(house, channel=channel)

    await reply(house, thread_ts, "edit a blue door", channel=channel)
    first, second = await see_versions(house, thread_ts, 2, channel=channel)

    assert second.parent_id == first.id
    assert (second.cost_micros, second.changed_outside) == (60_000, 0)
    assert changed_outside(PICTURE, await picture_of(house, second), MASK) == 0
    one, two = await jobs_of(house, thread_ts)
    assert one.mask_digest == two.mask_digest


async def test_a_named_version_is_built_on_and_begins_a_branch(house: House) -> None:
    thread_ts = await begin(house)
    await reply(house, thread_ts, "edit a blue door")
    await see_versions(house, thread_ts, 2)

    await reply(house, thread_ts, "from v1 a green door")
    await see_versions(house, thread_ts, 3)
    await reply(house, thread_ts, "from v0: a yellow door")
    made = await see_versions(house, thread_ts, 4)

    names = labels(await versions_of(house, thread_ts))
    assert [names[version.parent_id] for version in made] == ["v0", "v1", "v1", "v0"]


async def test_an_instruction_runs_after_a_pause_for_somebody_who_ran_something_here(house: House) -> None:
    thread_ts = await begin(house)

    await reply(house, thread_ts, "great, now make the door blue")
    await see_versions(house, thread_ts, 2)

    job = (await jobs_of(house, thread_ts))[-1]
    assert (job.manner, job.quote_micros) == ("paused", 60_000)
    assert '"make the door blue"' in job.draft


async def test_an_instruction_by_somebody_new_is_offered_to_them_alone_and_runs_on_their_click(
    house: House,
) -> None:
    thread_ts = await begin(house)
    before = len(house.thread("design", thread_ts))

    await reply(house, thread_ts, "make the door blue", user="ben")
    offer = (await house.wait_for(lambda: offers(house, "ben")))[0]

    assert "Run as an edit of v1 · $0.06" in str(offer["blocks"])
    assert len(house.thread("design", thread_ts)) == before + 1
    assert house.submits() == 1
    await house.workspace.click("ben", offer, "run_offer")
    second = (await see_versions(house, thread_ts, 2))[-1]
    job = (await jobs_of(house, thread_ts))[-1]
    assert (job.user_id, second.cost_micros) == ("U0BEN0002", 60_000)


async def test_somebody_else_cannot_take_an_offer(house: House) -> None:
    thread_ts = await begin(house)
    await reply(house, thread_ts, "a blue door")
    offer = (await house.wait_for(lambda: offers(house, "ada")))[0]

    await house.workspace.click("ada", offer, "run_offer")
    await see_versions(house, thread_ts, 2)

    assert house.submits() == 2
    assert offers(house, "ben") == []


async def test_chatter_is_left_alone(house: House) -> None:
    thread_ts = await begin(house)

    for text in ("thanks!", "love it", "looks great :tada:", "<@U0BEN0002> can you make it red?"):
        await reply(house, thread_ts, text)
    await reply(house, thread_ts, "edit a blue door")
    await see_versions(house, thread_ts, 2)

    assert len(await jobs_of(house, thread_ts)) == 2
    assert house.workspace.ephemerals("ada") == []


async def test_an_option_alone_and_again_repeat_the_request_from_its_own_parent(house: House) -> None:
    thread_ts = await begin(house)

    await reply(house, thread_ts, "--speed quality")
    await see_versions(house, thread_ts, 2)
    await reply(house, thread_ts, "again v1")
    made = await see_versions(house, thread_ts, 3)

    names = labels(await versions_of(house, thread_ts))
    assert [names[version.parent_id] for version in made] == ["v0", "v0", "v0"]
    assert [version.cost_micros for version in made] == [60_000, 90_000, 60_000]


async def test_undo_goes_back_to_the_parent_and_says_so_and_the_next_edit_builds_on_it(house: House) -> None:
    thread_ts = await begin(house)
    await reply(house, thread_ts, "edit a blue door")
    await see_versions(house, thread_ts, 2)

    await reply(house, thread_ts, "undo")
    await house.wait_for(
        lambda: "v2 is undone. The next edit builds on v1" in house.said("design", thread_ts)
    )
    await reply(house, thread_ts, "edit a green door")
    made = await see_versions(house, thread_ts, 3)

    assert made[2].parent_id == made[0].id


async def test_undo_of_everything_ends_at_the_original_and_is_said_privately(house: House) -> None:
    thread_ts = await begin(house)

    await reply(house, thread_ts, "undo")
    await house.wait_for(lambda: "builds on v0" in house.said("design", thread_ts))
    await reply(house, thread_ts, "undo")
    told = (await house.wait_for(lambda: house.workspace.ephemerals("ada")))[0]
    await reply(house, thread_ts, "edit a green door")
    made = await see_versions(house, thread_ts, 2)

    assert "There is nothing before v0." in text_of(told)
    assert labels(await versions_of(house, thread_ts))[made[1].parent_id] == "v0"


async def test_compare_shows_two_versions_in_the_thread_and_costs_nothing(house: House) -> None:
    thread_ts = await begin(house)

    await reply(house, thread_ts, "compare v0 v1")
    await house.wait_for(lambda: "v0 and v1 side by side" in house.said("design", thread_ts))

    shown = house.thread("design", thread_ts)[-1]
    assert len(shown["files"]) == 1
    assert house.submits() == 1


async def test_a_version_that_is_not_there_is_said_privately(house: House) -> None:
    thread_ts = await begin(house)

    await reply(house, thread_ts, "v9 make the door blue")
    told = (await house.wait_for(lambda: house.workspace.ephemerals("ada")))[0]

    assert "There is no v9 in this thread. Nothing was charged. The newest is v1." in text_of(told)


async def test_a_new_mask_in_a_reply_takes_the_place_of_the_old_one(house: House) -> None:
    thread_ts = await begin(house)
    other = mask(box=(400, 300, 560, 420))

    await reply(house, thread_ts, "make the window blue", files=[("elsewhere.png", other)])
    first, second = await see_versions(house, thread_ts, 2)

    before, after = await picture_of(house, first), await picture_of(house, second)
    assert changed_outside(before, after, other) == 0
    assert before != after


async def test_a_photo_in_a_thread_is_no_mask_and_nothing_happens(house: House) -> None:
    thread_ts = await begin(house)

    await reply(house, thread_ts, "here is the one from the shoot", files=[("shoot.png", PICTURE)])
    await reply(house, thread_ts, "edit a blue door")
    await see_versions(house, thread_ts, 2)

    assert [job.stage for job in await jobs_of(house, thread_ts)] == ["delivered", "cancelled", "delivered"]
    assert house.workspace.ephemerals("ada") == []


async def test_several_results_are_chosen_from_by_number(house: House) -> None:
    thread_ts = await begin(house, text="edit a red door")
    await reply(house, thread_ts, "two more")
    await see_versions(house, thread_ts, 3)

    await reply(house, thread_ts, "use 1")
    await house.wait_for(lambda: "builds on v2.1" in house.said("design", thread_ts))
    await reply(house, thread_ts, "edit a blue door")
    made = await see_versions(house, thread_ts, 4)

    assert labels(await versions_of(house, thread_ts))[made[-1].parent_id] == "v2.1"


async def test_the_same_reply_delivered_again_is_one(house: House) -> None:
    thread_ts = await begin(house)
    await reply(house, thread_ts, "edit a blue door")
    [delivery] = [
        tried.delivery for tried in house.workspace.attempts if b"a blue door" in tried.delivery.body
    ]

    await house.workspace.deliver_again(delivery)
    await see_versions(house, thread_ts, 2)

    assert len(await jobs_of(house, thread_ts)) == 2


async def test_a_remix_in_the_thread_goes_on_as_a_remix_until_an_edit_is_asked_for(house: House) -> None:
    thread_ts = await begin(house)

    await reply(house, thread_ts, "remix as a watercolour")
    await see_versions(house, thread_ts, 2)
    await reply(house, thread_ts, "now make the sky darker")
    await see_versions(house, thread_ts, 3)

    assert [job.verb for job in await jobs_of(house, thread_ts)] == ["edit", "remix", "remix"]


async def test_in_a_direct_message_every_reply_runs(house: House) -> None:
    thread_ts = await begin_directly(house)

    await house.workspace.say("ada", APP_AS_CHANNEL, "thanks!", thread_ts=thread_ts)
    await house.workspace.say("ada", APP_AS_CHANNEL, "a blue one", thread_ts=thread_ts)
    await house.wait_for(lambda: len(direct_results(house, thread_ts)) == 2)

    names = labels(await versions_of(house, thread_ts))
    assert sorted(names.values()) == ["v0", "v1", "v2"]
    assert [job.manner for job in await jobs_of(house, thread_ts)] == ["at_once", "at_once"]


async def test_a_mention_in_the_thread_follows_the_same_commands(house: House) -> None:
    thread_ts = await begin(house)
    await reply(house, thread_ts, "@retouch make the door blue", user="ben")
    await see_versions(house, thread_ts, 2)

    await reply(house, thread_ts, "@retouch from v1 a green door", user="mia")
    made = await see_versions(house, thread_ts, 3)

    assert [job.user_id for job in await jobs_of(house, thread_ts)] == ["U0ADA0001", "U0BEN0002", "U0MIA0003"]
    assert labels(await versions_of(house, thread_ts))[made[-1].parent_id] == "v1"


async def begin_directly(house: House) -> str:
    files = [("shop.png", PICTURE), ("mask.png", MASK)]
    said = await house.workspace.say("ada", APP_AS_CHANNEL, "edit a red door", files=files)
    await house.wait_for(lambda: direct_results(house, said["ts"]))
    ts: str = said["ts"]
    return ts


def direct_results(house: House, thread_ts: str) -> list[dict[str, object]]:
    found = house.workspace.messages(APP_AS_CHANNEL, thread_ts=thread_ts, user="ada")
    return [message for message in found if has_button(message, "again")]
