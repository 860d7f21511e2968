"""A thread as a team fills it: three people, two branches, twenty versions; every one held against what it says."""

import pytest

from tests.flows.house import House, changed_outside, has_button, mask
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

pytestmark = pytest.mark.long

ADA, BEN, MIA = "U0ADA0001", "U0BEN0002", "U0MIA0003"
ELSEWHERE = mask(box=(400, 300, 560, 420))
BLANK = mask(box=(0, 0, 0, 0))
# Who says what, how many pictures that makes, and what each must be made from, cost and be marked with.
STORY = (
    ("ben", "edit a blue door", 1, "v1", 60_000, BEN, MASK),
    ("ada", "great, now make the door green", 1, "v2", 60_000, ADA, MASK),
    ("mia", "edit a yellow door --speed turbo", 1, "v3", 30_000, MIA, MASK),
    ("ben", "from v1 a wooden door", 1, "v1", 60_000, BEN, MASK),
    ("ben", "make the door darker", 1, "v5", 60_000, BEN, MASK),
    ("mia", "--speed quality", 1, "v5", 90_000, MIA, MASK),
    ("ada", "four more --speed turbo", 4, "v5", 30_000, ADA, MASK),
    ("ada", "v8.2 add a lamp", 1, "v8.2", 60_000, ADA, MASK),
    ("mia", "v4 make the door red", 1, "v4", 60_000, MIA, MASK),
    ("mia", "again", 1, "v4", 60_000, MIA, MASK),
    ("ben", "three more of v6", 3, "v5", 60_000, BEN, MASK),
    ("ada", "from the original, a white door", 1, "v0", 60_000, ADA, MASK),
    ("ada", "edit a sign", 1, "v13", 60_000, ADA, ELSEWHERE),
    ("ben", "now make the sign bigger", 1, "v14", 60_000, BEN, ELSEWHERE),
)


async def test_twenty_versions_by_three_people_on_two_branches_are_each_what_they_say(house: House) -> None:
    thread_ts = await begin(house)
    expected = [("v0", 60_000, ADA, MASK)]

    for user, text, count, parent, price, author, marked in STORY:
        files = [("elsewhere-mask.png", ELSEWHERE)] if text == "edit a sign" else []
        await reply(house, thread_ts, "looks great so far :tada:", user="mia")
        await reply(house, thread_ts, text, user=user, files=files)
        expected += [(parent, price, author, marked)] * count
        await see_versions(house, thread_ts, len(expected))

    every = await versions_of(house, thread_ts)
    jobs = {job.id: job for job in await jobs_of(house, thread_ts)}
    names, by_id = labels(every), {version.id: version for version in every}
    assert len(every) >= 21
    assert changed_outside(PICTURE, await picture_of(house, every[0]), BLANK) == 0
    for version, (parent, price, author, marked) in zip(every[1:], expected, strict=True):
        assert (names[version.parent_id], version.cost_micros) == (parent, price), names[version.id]
        assert version.job_id is not None
        assert jobs[version.job_id].user_id == author
        before = await picture_of(house, by_id[version.parent_id])
        after = await picture_of(house, version)
        assert changed_outside(before, after, marked) == 0, names[version.id]
        assert version.changed_outside == 0
    assert len(jobs) == len(STORY) + 1
    told = [note for user in ("ada", "ben", "mia") for note in house.workspace.ephemerals(user)]
    assert not any(has_button(note, "run_offer") for note in told)
    assert sum(version.cost_micros for version in every) == house.billed_micros()
