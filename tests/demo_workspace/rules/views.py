"""Forms and Home tabs: what they hold, and who may open them when."""

from typing import Any

from tests.demo_workspace.forms import edit_form, input_block, modal, plain, section
from tests.demo_workspace.rules.rule import BLOCKS, VIEWS, Rule, Scene, call, calling, opening, rule

MODAL = VIEWS + "modal-views"
HOME = {"type": "home", "blocks": [{"type": "divider"}]}


def form(says: str, view: dict[str, Any], at: str, *, page: str = MODAL) -> Rule:
    return Rule(says=says, source=page, error="invalid_arguments", attempt=opening(view), at=at)


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in edit_form().items() if key != name}


async def _open_twice(scene: Scene) -> None:
    trigger_id = scene.trigger()
    for _ in range(2):
        await call(scene, "views.open", trigger_id=trigger_id, view=modal())


async def _push_a_fourth(scene: Scene) -> None:
    top = await call(scene, "views.open", trigger_id=scene.trigger(), view=modal())
    for _ in range(3):
        trigger_id = scene.trigger(view_id=top["view"]["id"])
        top = await call(scene, "views.push", trigger_id=trigger_id, view=modal())


async def _push_from_a_message(scene: Scene) -> None:
    await call(scene, "views.open", trigger_id=scene.trigger(), view=modal())
    await call(scene, "views.push", trigger_id=scene.trigger(), view=modal())


async def _name_two_alike(scene: Scene) -> None:
    for user_id in ("U0BEN0002", "U0MIA0003"):
        trigger_id = scene.workspace.hub.views.new_trigger(user_id)
        await call(scene, "views.open", trigger_id=trigger_id, view=modal(external_id="mine"))


async def _take_a_name(scene: Scene) -> None:
    await call(scene, "views.open", trigger_id=scene.trigger(), view=modal(external_id="mine"))
    await call(scene, "views.publish", user_id="U0MIA0003", view={**HOME, "external_id": "mine"})


async def _update_an_old_state(scene: Scene) -> None:
    opened = await call(scene, "views.open", trigger_id=scene.trigger(), view=modal())
    state = {"view_id": opened["view"]["id"], "hash": opened["view"]["hash"], "view": modal()}
    for _ in range(2):
        await call(scene, "views.update", **state)


async def _publish_over_an_old_state(scene: Scene) -> None:
    first = await call(scene, "views.publish", user_id="U0BEN0002", view=HOME)
    for _ in range(2):
        await call(scene, "views.publish", user_id="U0BEN0002", view=HOME, hash=first["view"]["hash"])


RULES = (
    form("a form without a title", without("title"), "/view"),
    form("a form's title of more than 24 characters", edit_form(title=plain("x" * 25)), "/view/title/text"),
    form("a form with inputs and no submit button", without("submit"), "/view"),
    form(
        "a submit button of more than 24 characters", edit_form(submit=plain("x" * 25)), "/view/submit/text"
    ),
    form("a close button of more than 24 characters", edit_form(close=plain("x" * 25)), "/view/close/text"),
    form(
        "private_metadata of more than 3,000 characters",
        edit_form(private_metadata="x" * 3001),
        "/view/private_metadata",
    ),
    form("a callback_id of more than 255 characters", edit_form(callback_id="x" * 256), "/view/callback_id"),
    form("an external_id of more than 255 characters", edit_form(external_id="x" * 256), "/view/external_id"),
    form("more than 100 blocks in a form", modal(*[{"type": "divider"}] * 101), "/view/blocks"),
    form("a key that a form does not have", edit_form(colour="red"), "/view"),
    form("a form that is to be told of its end by a word", modal(notify_on_close="yes"), "/notify_on_close"),
    form(
        "markdown in a form",
        modal({"type": "markdown", "text": "x"}),
        "/view/blocks/0/type",
        page=BLOCKS + "markdown-block",
    ),
    form(
        "an input's label of more than 2,000 characters",
        modal({**input_block("x", {"type": "plain_text_input"}), "label": plain("x" * 2001)}),
        "/view/blocks/0/label/text",
        page=BLOCKS + "input-block",
    ),
    form(
        "an input's hint of more than 2,000 characters",
        modal(input_block("x", {"type": "plain_text_input"}, hint=plain("x" * 2001))),
        "/view/blocks/0/hint/text",
        page=BLOCKS + "input-block",
    ),
    form(
        "two inputs that both want the cursor first",
        modal(*[input_block(name, {"type": "plain_text_input", "focus_on_load": True}) for name in "ab"]),
        "/view/blocks",
        page="@slack/types, Focusable",
    ),
    rule(
        "a view of more than 250 kB",
        "views.open",
        "view_too_large",
        opening(modal(*[section("x" * 3000, block_id=str(number)) for number in range(85)])),
    ),
    rule(
        "a trigger that never was",
        "views.open",
        "invalid_trigger_id",
        calling("views.open", trigger_id="1.2.x", view=modal()),
    ),
    rule("a trigger that was used", "views.open", "exchanged_trigger_id", _open_twice),
    rule("a fourth form on three", "views.push", "push_limit_reached", _push_a_fourth),
    rule("a form on another by a trigger from elsewhere", "views.push", "not_found", _push_from_a_message),
    rule("an external_id that another form has", "views.open", "duplicate_external_id", _name_two_alike),
    rule(
        "an external_id of another view on a Home tab", "views.publish", "duplicate_external_id", _take_a_name
    ),
    rule(
        "a change of a form that nobody has open",
        "views.update",
        "not_found",
        calling("views.update", view_id="V0NOTHERE", view=modal()),
    ),
    rule(
        "a change of a form that is not named",
        "views.update",
        "invalid_arguments",
        calling("views.update", view=modal()),
    ),
    rule("a change of a form that changed since", "views.update", "hash_conflict", _update_an_old_state),
    rule(
        "a Home tab over one that changed since", "views.publish", "hash_conflict", _publish_over_an_old_state
    ),
    Rule(
        says="a form as a Home tab",
        source=VIEWS + "home-tab-views",
        error="invalid_arguments",
        attempt=calling("views.publish", user_id="U0BEN0002", view=modal()),
        at="/view/type",
    ),
    Rule(
        says="a Home tab with a submit button",
        source=VIEWS + "home-tab-views",
        error="invalid_arguments",
        attempt=calling("views.publish", user_id="U0BEN0002", view={**HOME, "submit": plain("Go")}),
        at="/view",
    ),
    rule(
        "a Home tab of nobody",
        "views.publish",
        "user_not_found",
        calling("views.publish", user_id="ben", view=HOME),
    ),
)
