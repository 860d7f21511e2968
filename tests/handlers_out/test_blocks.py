"""What people read: snapshots of whole messages, and the rules behind their words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcer import FINAL_STAGES, Choice, ModelOffer, Stage
from bot.catalogue import Verb
from handlers.blocks.escape import escape, excerpt, mention, quote, shorten
from handlers.blocks.notice import notice_blocks, notice_text, root_blocks, root_text
from handlers.blocks.progress import status_blocks, status_text
from handlers.blocks.result import result_blocks, result_line, result_text, result_title
from handlers.blocks.wording import duration_words, share_words
from tests.handlers_out.values import ANN, make_notice, make_result, make_status

NASTY = "<!channel> & <@U1> <https://evil.example|click> @here #general"

STATUSES = {
    "asked": make_status(stage=Stage.ASKED, price_micros=0, left_micros=None),
    "in_line": make_status(
        stage=Stage.RESERVED,
        place_in_line=3,
        expected_seconds=15,
        can_cancel=True,
        marked_share=0.074,
        notes=["The mask was resized to the picture.", "Grey edges were cut at the middle."],
    ),
    "submitting": make_status(stage=Stage.SUBMITTING, can_cancel=True),
    "waiting": make_status(
        elapsed_seconds=6.4, expected_seconds=15, is_estimate=True, price_micros=60_000, can_cancel=True
    ),
    "some_delivered": make_status(count=4, delivered=2, elapsed_seconds=31, expected_seconds=15),
    "finishing": make_status(stage=Stage.FINISHING, elapsed_seconds=14),
    "delivered": make_status(stage=Stage.DELIVERED, delivered=1, elapsed_seconds=14, can_cancel=True),
    "partly_delivered": make_status(
        stage=Stage.DELIVERED,
        count=4,
        delivered=3,
        sentence="1 of 4 results did not come. Only what was made is charged.",
    ),
    "failed": make_status(
        stage=Stage.FAILED,
        price_micros=0,
        sentence="The image service no longer offers this model. You were not charged. Use another model.",
        offer=ModelOffer(model_key="2", model_name="Ideogram 2.0 Edit", quote_micros=80_000),
    ),
    "refused": make_status(stage=Stage.REFUSED, price_micros=0),
    "cancelled": make_status(stage=Stage.CANCELLED, price_micros=0, can_cancel=True),
    "cancelled_late": make_status(stage=Stage.CANCELLED),
    "expired": make_status(stage=Stage.EXPIRED, price_micros=0),
    "to_be_checked": make_status(stage=Stage.TO_BE_CHECKED, left_micros=None),
}


@pytest.mark.parametrize("name", STATUSES)
def test_a_status_message_reads_as_in_its_snapshot(name: str, snapshot):
    status = STATUSES[name]

    text, blocks = status_text(status), status_blocks(status)

    snapshot(f"status_{name}", text, blocks)


def test_every_stage_has_words_of_its_own():
    statuses = {stage: make_status(stage=stage, price_micros=0) for stage in Stage}

    headlines = {status_text(status).split("\n")[0] for status in statuses.values()}

    assert len(headlines) == len(Stage)


@pytest.mark.parametrize("stage", sorted(FINAL_STAGES))
def test_what_has_ended_cannot_be_cancelled(stage: Stage):
    status = make_status(stage=stage, can_cancel=True)

    blocks = json.dumps([block.to_dict() for block in status_blocks(status)])

    assert '"cancel"' not in blocks


def test_the_result_line_has_the_agreed_form():
    result = make_result()

    line = result_line(result)

    assert line == (
        "v2 · Ideogram 3.0 Edit · quality · $0.09 · 14 s · seed 1236666318"
        " · outside the mask: 0 of 812,443 pixels changed"
    )


def test_what_is_not_known_of_a_result_is_left_out():
    result = make_result(seed=None, changed_outside=None, outside_px=None, is_estimate=True)

    line = result_line(result)

    assert line == "v2 · Ideogram 3.0 Edit · quality · $0.09 (estimate) · 14 s"


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("plain", {}),
        ("with_notes", {"notes": ["Colours were brought to sRGB.", "The location was dropped."]}),
        ("without_limit", {"left_micros": None, "version_label": "3.1", "speed": "turbo"}),
    ],
)
def test_a_result_reads_as_in_its_snapshot(name: str, changes: dict[str, object], snapshot):
    result = make_result(**changes)

    text, blocks = result_text(result), result_blocks(result)

    snapshot(f"result_{name}", text, blocks)


def test_a_notice_reads_as_in_its_snapshot(snapshot):
    notice = make_notice(
        text="Which side of the mask should change? Nothing is charged until you choose.",
        choices=[
            Choice(action="mask_white", label="The white part", value="job", style="primary"),
            Choice(action="mask_black", label="The black part " + "x" * 100, value="job"),
        ],
    )

    text, blocks = notice_text(notice), notice_blocks(notice)

    snapshot("notice", text, blocks)


@pytest.mark.parametrize(("name", "prompt"), [("prompt", f"a fox\nsays {NASTY}"), ("no_prompt", " ")])
def test_a_root_message_reads_as_in_its_snapshot(name: str, prompt: str, snapshot):
    verb = Verb.EDIT if name == "prompt" else Verb.REMIX

    text = root_text(person=ANN, verb=verb, prompt=prompt)
    blocks = root_blocks(person=ANN, verb=verb, prompt=prompt)

    snapshot(f"root_{name}", text, blocks)


def test_no_text_of_ours_lets_a_person_mention_a_channel():
    status = make_status(stage=Stage.FAILED, sentence=NASTY, notes=[NASTY], model_name=NASTY)
    result = make_result(notes=[NASTY], model_name=NASTY, speed=NASTY)

    texts = [status_text(status), result_text(result), notice_text(make_notice(text=NASTY))]
    texts += [
        json.dumps([block.to_dict() for block in blocks])
        for blocks in (status_blocks(status), result_blocks(result), notice_blocks(make_notice(text=NASTY)))
    ]

    assert all("<!" not in text and "<http" not in text for text in texts)
    assert all("<@U1>" not in text for text in texts)


def test_the_longest_texts_fit_into_slack_s_limits():
    long = "&" * 5000
    status = make_status(
        stage=Stage.FAILED,
        sentence=long,
        notes=[long],
        offer=ModelOffer(model_key="2", model_name=long, quote_micros=1),
    )

    messages = [
        status_blocks(status),
        result_blocks(make_result(notes=[long])),
        notice_blocks(make_notice(text=long)),
        root_blocks(person=ANN, verb=Verb.EDIT, prompt=long),
    ]

    assert all(block.to_dict() for blocks in messages for block in blocks)
    assert len(result_title(make_result(prompt=long))) <= 255


@given(st.text(alphabet=st.sampled_from("&<>!a b;"), max_size=200), st.integers(min_value=2, max_value=120))
def test_an_excerpt_is_short_and_never_ends_within_an_escape(text: str, limit: int):
    shown = excerpt(text, limit=limit)

    assert len(shown) <= limit
    assert "<" not in shown
    assert ">" not in shown
    assert shown == escape(text) or shown.removesuffix("…") in escape(text)
    assert "&" not in shown.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


def test_a_quote_keeps_every_line_inside():
    text = "first\r\nsecond\u2028third\n> fourth"

    quoted = quote(text, limit=100)

    assert quoted == "> first second third &gt; fourth"


def test_only_ids_become_mentions():
    names = ["U0ANN", "!channel", "U1|<!here>"]

    shown = [mention(name) for name in names]

    assert shown == ["<@U0ANN>", "!channel", "U1|&lt;!here&gt;"]


def test_titles_are_cut_to_one_short_line():
    text = "a  red\nfox " * 20

    title = shorten(text, limit=20)

    assert title == "a red fox a red fox…"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.1, "1 s"), (14.2, "14 s"), (119.6, "2 min"), (125, "2 min 5 s")]
)
def test_times_are_whole_seconds(seconds: float, words: str):
    assert duration_words(seconds) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.074, "7.4 %"), (0.00021, "0.021 %"), (1.0, "100.0 %")],
)
def test_a_share_is_never_rounded_to_nothing(share: float, words: str):
    assert share_words(share) == words
