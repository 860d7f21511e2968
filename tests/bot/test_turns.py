"""People take turns in a service's queue."""

from uuid import UUID

from bot.turns import place_in_line

JOBS = [UUID(int=number) for number in range(30)]


def test_somebody_with_one_job_waits_for_one_of_each_other_person_and_not_for_all_their_jobs() -> None:
    queue = [(job, "greedy") for job in JOBS[:20]] + [(JOBS[20], "modest")]

    place = place_in_line(queue, JOBS[20])

    assert place == 2


def test_the_places_of_one_person_are_in_the_order_they_asked() -> None:
    queue = [(JOBS[0], "ann"), (JOBS[1], "ann"), (JOBS[2], "bob")]

    places = [place_in_line(queue, job) for job in JOBS[:3]]

    assert places == [1, 3, 2]


def test_a_job_that_does_not_wait_has_no_place() -> None:
    place = place_in_line([(JOBS[0], "ann")], JOBS[1])

    assert place is None
