"""What belongs to one person: defaults, history, Home; and the menu under a result."""

from bot.reading.requests import Draft
from tests.flows.house import House, has_button, text_of
from tests.flows.threads import begin, jobs_of, labels, reply, see_versions, versions_of


async def test_defaults_fill_what_a_draft_leaves_open_and_are_forgotten_on_home(house: House) -> None:
    await house.workspace.command("ada", "design", "/edit", "defaults --speed turbo --magic off")
    thread_ts = await begin(house)
    await reply(house, thread_ts, "edit a blue door --speed quality")
    made = await see_versions(house, thread_ts, 2)

    assert [version.cost_micros for version in made] == [30_000, 90_000]
    await house.workspace.open_home("ada")
    home = house.workspace.home("ada")
    assert home is not None
    assert "--speed turbo --magic off" in text_of(home)
    await house.workspace.click("ada", home, "reset_defaults")
    again = house.workspace.home("ada")
    assert again is not None
    assert "*Your defaults* · none." in text_of(again)


async def test_a_default_that_no_picture_shares_is_refused_and_changes_nothing(house: House) -> None:
    await house.workspace.command("ada", "design", "/edit", "defaults --seed 4")
    await house.workspace.command("ada", "design", "/edit", "defaults")

    first, second = (text_of(told) for told in house.workspace.ephemerals("ada"))
    assert "Defaults are options that suit every picture. Nothing was changed or charged." in first
    assert "*Your defaults* · none." in second


async def test_a_form_opens_with_the_defaults(house: House) -> None:
    await house.workspace.command("ada", "design", "/edit", "defaults --speed turbo")

    await house.workspace.command("ada", "design", "/edit", "a red door")

    view = house.workspace.views("ada")[-1]
    assert "$0.03" in text_of(view)


async def test_history_and_home_list_my_threads_with_links_and_nobody_elses(house: House) -> None:
    thread_ts = await begin(house)
    await begin(house, text="edit a newer door", channel="general")
    await house.workspace.command("ada", "design", "/edit", "history")
    await house.workspace.command("ben", "design", "/edit", "history")
    await house.workspace.open_home("ada")
    for user in ("ada", "ben"):
        await house.wait_for(lambda user=user: house.workspace.ephemerals(user))
    await house.wait_for(lambda: house.workspace.home("ada"))

    mine, theirs = (
        text_of(house.workspace.ephemerals("ada")[-1]),
        text_of(house.workspace.ephemerals("ben")[-1]),
    )
    home = house.workspace.home("ada")
    assert mine.index("*v1* · a newer door") < mine.index("*v1* · a red door")
    assert f"thread_ts={thread_ts}" in mine
    thumbnails = [block.get("accessory") for block in house.workspace.ephemerals("ada")[-1]["blocks"]]
    assert [thumbnail["type"] for thumbnail in thumbnails] == ["image", "image"]
    assert "You have not made a picture here yet." in theirs
    assert home is not None
    assert "*v1* · a red door" in text_of(home)
    assert any("slack_file" in (block.get("accessory") or {}) for block in home["blocks"])
    assert "*Your month*" in text_of(home)


async def test_history_with_a_colon_finds_threads_by_what_was_asked_for(house: House) -> None:
    async def look(text: str) -> str:
        await house.workspace.command("ada", "design", "/edit", text)
        return text_of(house.workspace.ephemerals("ada")[-1])

    await begin(house, text="edit a red door & frame")
    await begin(house, text="edit a newer door", channel="general")

    found, nothing = await look("history: FRAME red &"), await look("history: blue door")

    assert "a red door &amp; frame" in found
    assert "a newer door" not in found
    assert "Nothing that you asked for here has all of these words in it." in nothing


async def test_words_behind_history_belong_to_a_prompt(house: House) -> None:
    await house.workspace.command("ada", "design", "/edit", "history of a town, as a mural")

    assert len(house.workspace.views("ada")) == 1


async def test_the_menu_repeats_at_final_quality_remixes_and_shows_the_original(house: House) -> None:
    thread_ts = await begin(house)
    result = house.results("design", thread_ts)[0]

    await house.workspace.click("ada", result, "more", "final_quality")
    final = (await see_versions(house, thread_ts, 2))[1]
    await house.workspace.click("ada", result, "more", "original")
    await house.wait_for(lambda: "v0 that v1 goes back to" in house.said("design", thread_ts))
    await house.workspace.click("ada", result, "more", "remix_this")
    view = house.workspace.views("ada")[-1]
    await house.workspace.submit("ada", view["id"], {"prompt": "a watercolour"})
    remixed = (await see_versions(house, thread_ts, 3))[2]

    names = labels(await versions_of(house, thread_ts))
    assert (names[final.parent_id], final.cost_micros) == ("v0", 90_000)
    assert (names[remixed.parent_id], remixed.cost_micros) == ("v1", 80_000)


async def test_again_from_a_later_version_repeats_it_from_its_own_parent(house: House) -> None:
    thread_ts = await begin(house)
    await reply(house, thread_ts, "edit a blue door")
    await see_versions(house, thread_ts, 2)
    result = house.results("design", thread_ts)[1]

    await house.workspace.click("ben", result, "again")
    made = await see_versions(house, thread_ts, 3)

    names = labels(await versions_of(house, thread_ts))
    assert [names[version.parent_id] for version in made] == ["v0", "v1", "v1"]
    assert (await jobs_of(house, thread_ts))[-1].user_id == "U0BEN0002"


async def test_somebody_without_rights_is_told_why_by_a_button_and_nothing_by_chatter(house: House) -> None:
    thread_ts = await begin(house)
    result = house.results("design", thread_ts)[0]

    await reply(house, thread_ts, "a bit darker please", user="gil")
    await house.workspace.click("gil", result, "again")

    [told] = house.workspace.ephemerals("gil")
    assert "Guests of this workspace may look but not order. Nothing was charged." in text_of(told)
    assert not has_button(told, "run_offer")


async def test_details_show_a_line_that_asks_for_the_same(house: House) -> None:
    thread_ts = await begin(house, text="edit a red door, €5 --speed turbo --tag launch")
    result = house.results("design", thread_ts)[0]
    await house.workspace.click("ben", result, "more", "details")
    [view] = await house.wait_for(lambda: house.workspace.views("ben"))
    line = text_of(view).split("```")[1]

    await reply(house, thread_ts, f"@retouch {line}", user="ben")
    await see_versions(house, thread_ts, 2)

    first, second = await jobs_of(house, thread_ts)
    drafts = [Draft.from_json(job.draft) for job in (first, second)]
    assert line == "edit a red door, €5 --model 3 --speed turbo --tag launch"
    assert [draft.prompt for draft in drafts] == ["a red door, €5"] * 2
    assert (first.model_key, first.tag, first.quote_micros) == (
        second.model_key,
        second.tag,
        second.quote_micros,
    )
    assert first.mask_digest == second.mask_digest


async def test_change_opens_with_the_pictures_and_another_model_says_what_it_leaves_out(house: House) -> None:
    thread_ts = await begin(house, text="edit a red door --preset bauhaus --format jpg")
    await house.workspace.click("ada", house.results("design", thread_ts)[0], "change")
    [opened] = await house.wait_for(lambda: house.workspace.views("ada"))

    await house.workspace.choose("ada", opened["id"], "model", "magnific")
    await house.wait_for(lambda: "Left out" in text_of(house.workspace.views("ada")[-1]))
    view = house.workspace.views("ada")[-1]
    await house.workspace.submit("ada", view["id"])
    second = (await see_versions(house, thread_ts, 2))[1]

    shown = [block["block_id"] for block in opened["blocks"] if block["type"] == "image"]
    job = (await jobs_of(house, thread_ts))[-1]
    assert shown == ["chosen_picture", "kept_mask_image_2"]
    assert "Ideogram Inpainting does not take it: style preset (bauhaus), format (jpg)." in text_of(view)
    assert (job.model_key, second.changed_outside) == ("magnific", 0)
    assert labels(await versions_of(house, thread_ts))[second.parent_id] == "v1"
