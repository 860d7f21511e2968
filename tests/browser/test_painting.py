"""What people draw on the page is what may change: by mouse, by finger, by keys."""

from playwright.async_api import Browser

from tests.browser.easel import Easel, marked
from tests.flows.house import House, changed_outside, encode, picture


async def test_a_stroke_of_the_mouse_is_the_mask_that_the_job_runs_with(easel: Easel) -> None:
    await easel.set_size(40)
    await easel.drag((100, 100), (300, 100))

    mask = await easel.save()

    assert mask.size == (640, 480)
    assert marked(mask, [(100, 100), (200, 82), (200, 118), (300, 100), (316, 100)]) == [True] * 5
    assert marked(mask, [(200, 76), (200, 124), (75, 100), (325, 100), (0, 0)]) == [False] * 5
    assert mask.histogram()[255] + mask.histogram()[0] == 640 * 480


async def test_only_what_was_painted_changes_in_the_result(easel: Easel) -> None:
    await easel.drag((100, 100), (300, 200))

    mask = await easel.save()

    result = easel.house.results("design", easel.thread_ts)[0]
    after = easel.house.workspace.file(result["files"][0]["id"])
    assert changed_outside(picture(), after, encode(mask)) == 0


async def test_the_brush_is_as_wide_as_the_slider_goes(easel: Easel) -> None:
    widths = []
    for position in ("0", "50", "100"):
        await easel.page.fill("#size", position)
        widths.append(await easel.page.inner_text("#size-shown"))

    assert widths == ["1 px", "15 px", "240 px"]


async def test_undo_takes_back_one_stroke_and_redo_brings_it_again(easel: Easel) -> None:
    await easel.drag((100, 100), (200, 100))
    one = await easel.share()
    await easel.drag((100, 300), (200, 300))
    two = await easel.share()

    await easel.page.keyboard.press("Control+z")
    undone = await easel.share()
    await easel.page.keyboard.press("Control+Shift+Z")
    redone = await easel.share()
    for _ in range(2):
        await easel.act("undo")

    assert (undone, redone) == (one, two)
    assert await easel.share() == "Nothing marked yet"
    await easel.act("redo")
    mask = await easel.save()
    assert marked(mask, [(150, 100), (150, 300)]) == [True, False]


async def test_the_eraser_takes_away_what_it_crosses(easel: Easel) -> None:
    await easel.choose("rectangle")
    await easel.drag((100, 100), (400, 300))
    await easel.choose("eraser")
    await easel.drag((250, 90), (250, 310))

    mask = await easel.save()

    assert marked(mask, [(150, 200), (250, 200), (350, 200)]) == [True, False, True]


async def test_a_rectangle_is_exact_at_its_corners(easel: Easel) -> None:
    await easel.choose("rectangle")
    await easel.drag((100, 100), (300, 220))

    box = (await easel.save()).getbbox()

    assert box is not None
    assert all(abs(side - wanted) <= 1 for side, wanted in zip(box, (100, 100, 300, 220), strict=True))


async def test_a_lasso_marks_its_inside_and_erases_it_where_asked(easel: Easel) -> None:
    await easel.choose("lasso")
    await easel.drag((100, 100), (400, 100), (400, 400), (100, 400))
    await easel.page.click("#subtract")
    await easel.drag((200, 200), (300, 200), (300, 300), (200, 300))

    mask = await easel.save()

    assert marked(mask, [(110, 110), (390, 390), (250, 250), (90, 90)]) == [True, True, False, False]


async def test_fill_marks_what_an_outline_encloses(easel: Easel) -> None:
    await easel.set_size(10)
    await easel.drag((100, 100), (300, 100), (300, 300), (100, 300), (100, 100))
    await easel.choose("fill")
    await easel.page.mouse.click(*await easel.at((200, 200)))

    mask = await easel.save()

    assert (
        marked(mask, [(200, 200), (110, 110), (298, 298), (90, 90), (320, 200)]) == [True] * 3 + [False] * 2
    )


async def test_invert_and_clear_can_be_undone(easel: Easel) -> None:
    await easel.drag((100, 100), (200, 100))
    before = await easel.share()

    await easel.act("invert")
    inverted = await easel.share()
    await easel.act("clear")
    cleared = await easel.share()
    await easel.act("undo")
    await easel.act("undo")

    assert cleared == "Nothing marked yet"
    assert float(before.split()[0]) + float(inverted.split()[0]) == 100
    assert await easel.share() == before
    await easel.act("invert")
    assert marked(await easel.save(), [(150, 100), (0, 0), (639, 479)]) == [False, True, True]


async def test_after_zooming_in_and_moving_strokes_land_where_they_are_drawn(easel: Easel) -> None:
    await easel.page.mouse.move(*await easel.at((320, 240)))
    await easel.page.mouse.wheel(0, -1500)
    await easel.page.mouse.wheel(0, -600)
    await easel.choose("move")
    await easel.drag((320, 240), (330, 245))
    await easel.choose("brush")
    await easel.set_size(3)
    await easel.drag((310, 235), (320, 235))

    mask = await easel.save()

    assert marked(mask, [(311, 235), (315, 235), (319, 235)]) == [True] * 3
    assert marked(mask, [(315, 232), (315, 238), (306, 235), (324, 235)]) == [False] * 4


async def test_the_keyboard_alone_draws_and_saves(easel: Easel) -> None:
    keys = easel.page.keyboard
    await easel.page.focus("#stage")
    await keys.press("r")
    await keys.press("Enter")
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown"):
        await keys.press(key)
    await keys.press("Enter")
    share = await easel.share()
    await easel.page.focus("#save")
    await keys.press("Enter")
    await easel.page.wait_for_selector("#end:not([hidden])")
    await easel.house.wait_for(lambda: easel.house.results("design", easel.thread_ts))

    mask = await easel.used_mask()
    assert share.endswith("% will change")
    assert marked(mask, [(325, 245), (320, 235), (315, 245)]) == [True, False, False]


async def test_a_rectangle_given_in_numbers_is_marked(easel: Easel) -> None:
    await easel.page.click("#numbers summary")
    await easel.page.fill("#left", "50")
    await easel.page.fill("#right", "100")
    await easel.page.fill("#top", "0")
    await easel.page.fill("#bottom", "50")
    await easel.page.click("#mark-numbers")

    assert await easel.share() == "25.0 % will change"
    assert (await easel.save()).getbbox() == (320, 0, 640, 240)


async def test_a_finger_paints_and_a_second_one_zooms_instead(phone: Easel) -> None:
    await phone.swipe((100, 100), (200, 100), (300, 100))
    share = await phone.share()
    apart = (await phone.at((400, 240)))[0] - (await phone.at((200, 240)))[0]
    await phone.pinch((200, 240), (400, 240), apart_px=120)
    zoomed = (await phone.at((400, 240)))[0] - (await phone.at((200, 240)))[0]

    assert await phone.share() == share
    assert zoomed > 1.5 * apart
    await phone.swipe((280, 240), (320, 240))
    mask = await phone.save()
    assert marked(mask, [(200, 100), (300, 240), (300, 300)]) == [True, True, False]


async def test_a_pen_once_seen_leaves_fingers_to_move_the_picture(phone: Easel) -> None:
    await phone.page.evaluate(
        """() => {
            const stage = document.getElementById("stage"), { left, top } = stage.getBoundingClientRect();
            stage.setPointerCapture = () => {};
            for (const type of ["pointerdown", "pointerup"]) stage.dispatchEvent(new PointerEvent(type,
                { pointerId: 7, pointerType: "pen", clientX: left + 180, clientY: top + 200, bubbles: true }));
        }"""
    )
    share = await phone.share()
    before = await phone.at((0, 0))

    await phone.swipe((200, 300), (260, 300))

    assert (await phone.at((0, 0)))[0] > before[0] + 20
    assert await phone.share() == share


async def test_reopening_after_a_result_shows_the_last_mask(
    house: House, browser: Browser, easel: Easel
) -> None:
    await easel.choose("rectangle")
    await easel.drag((100, 100), (300, 220))
    share = await easel.share()
    await easel.save()
    result = house.results("design", easel.thread_ts)[0]
    before = len(house.workspace.ephemerals("ada"))
    await house.workspace.click("ada", result["ts"], "redraw_mask")
    note = (await house.wait_for(lambda: house.workspace.ephemerals("ada")[before:]))[0]

    easel.url = next(
        element["url"]
        for block in note["blocks"]
        for element in block.get("elements", [])
        if "url" in element
    )
    await easel.open()

    assert await easel.share() == share
