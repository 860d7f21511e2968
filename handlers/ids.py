"""Every name shared with Slack; an ``action_id`` is the name, or the name with ``:`` and more behind."""

import re

EDIT_COMMAND = "edit"
REMIX_COMMAND = "remix"
USAGE_COMMAND = "usage"

EDIT_FORM = "edit_form"
REMIX_FORM = "remix_form"
APPROVE_FORM = "approve_form"
DENY_FORM = "deny_form"
VALUE = "value"

EDIT_IMAGE = "edit_image"
REMIX_IMAGE = "remix_image"

AGAIN = "again"
CHANGE = "change"
REDRAW_MASK = "redraw_mask"
DRAW_MASK = "draw_mask"
OPEN_MASK_PAGE = "open_mask_page"
COMPARE = "compare"
MORE = "more"
DETAILS = "details"
DELETE = "delete"
CANCEL = "cancel"
CONFIRM = "confirm"
RUN_OFFER = "run_offer"
FLIP_MASK = "flip_mask"
MASK_WHITE = "mask_white"
MASK_BLACK = "mask_black"
CHOOSE_EDIT = "choose_edit"
CHOOSE_REMIX = "choose_remix"
CHOOSE_SEED = "choose_seed"
CHOOSE_MASK = "choose_mask"
USE_MODEL = "use_model"
REOPEN_FORM = "reopen_form"
MORE_OPTIONS = "more_options"
PICK_PICTURE = "pick_picture"
ASK_FOR_MORE = "ask_for_more"
APPROVE_MORE = "approve_more"
DENY_MORE = "deny_more"
PAUSE = "pause"
RESUME = "resume"

FINAL_QUALITY = "final_quality"
REMIX_THIS = "remix_this"
ORIGINAL = "original"
RESET_DEFAULTS = "reset_defaults"
RESET_CHANNEL = "reset_channel"


def slash_command(name: str, prefix: str) -> str:
    """``/edit``, or ``/team-edit`` where the workspace uses a prefix."""
    return f"/{prefix}-{name}" if prefix else f"/{name}"


def button(name: str) -> re.Pattern[str]:
    """Matches the ``action_id`` of this button, exactly so or with ``:`` and more behind."""
    return re.compile(rf"\A{re.escape(name)}(?::.*)?\Z", re.DOTALL)
