"""What a form carries along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import Field
from bot.people import Thread
from bot.reading.asks import Attachment, RecentPicture
from handlers.form_memory import MAX_CHARACTERS, FormMemory
from tests.handlers_in.recorded import VERSION_ID

THREAD = Thread(team_id="T1", channel_id="C1", thread_ts="1700000000.000100")

NAMES = st.text(max_size=80)
ATTACHMENTS = st.builds(
    Attachment,
    role=st.sampled_from([Field.SEED_IMAGE, Field.MASK_IMAGE, Field.STYLE_REFERENCE_IMAGES]),
    name=NAMES,
    file_id=st.none() | st.just("F0123456789"),
    digest=st.none() | st.just("a" * 64),
)
PICTURES = st.builds(RecentPicture, file_id=st.just("F0123456789"), name=NAMES, mimetype=st.just("image/png"))


def test_it_comes_back_as_it_went_out() -> None:
    memory = FormMemory(
        thread=THREAD,
        kept=(Attachment(role=Field.SEED_IMAGE, name="tür.png", file_id="F1"),),
        candidates=(RecentPicture(file_id="F1", name="tür.png", mimetype="image/png"),),
        response_url="https://hooks.slack.com/commands/1",
        parent_version_id=VERSION_ID,
        shown_micros=60_000,
        has_thumbnail=True,
        left_out={Field.STYLE_PRESET: "BAUHAUS", Field.STYLE_CODES: ("1A2B3C4D",), Field.SEED: 7},
    )

    found = FormMemory.from_json(memory.to_json())

    assert found == memory


@given(
    kept=st.lists(ATTACHMENTS, max_size=14),
    candidates=st.lists(PICTURES, max_size=10),
    unwanted=st.text(max_size=2000),
)
def test_it_always_fits_and_never_loses_a_chosen_picture(
    kept: list[Attachment], candidates: list[RecentPicture], unwanted: str
) -> None:
    memory = FormMemory(
        thread=THREAD,
        kept=kept,
        candidates=candidates,
        response_url="https://x/" + "y" * 90,
        left_out={Field.NEGATIVE_PROMPT: unwanted},
    )

    text = memory.to_json()

    found = FormMemory.from_json(text)
    assert len(text) <= MAX_CHARACTERS
    assert [(entry.role, entry.file_id, entry.digest) for entry in found.kept] == [
        (entry.role, entry.file_id, entry.digest) for entry in kept
    ]


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"parent_version_id": 3}', "x" * 40])
def test_what_is_no_memory_of_ours_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        FormMemory.from_json(text)
