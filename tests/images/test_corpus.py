"""Files of every odd kind: a picture or a sentence, in bounded memory."""

import re
import resource
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from bot.errors import RequestError
from bot.images.intake import read_picture
from tests.images.corpus import NOT_PICTURES, PICTURES
from tests.images.pictures import mode_of, pixels_of

_MAX_GROWTH_BYTES = 700_000_000
_BINARY_KB = 1024


@pytest.mark.parametrize("name", PICTURES)
def test_every_kind_of_picture_is_taken_in_as_rgb_or_rgba(name):
    content = PICTURES[name]()

    taken = read_picture(content, field="seed_image")

    assert mode_of(taken.png) in {"RGB", "RGBA"}
    assert pixels_of(taken.png).shape[:2] == (taken.height_px, taken.width_px)


@pytest.mark.parametrize("name", NOT_PICTURES)
def test_everything_else_is_refused_in_one_sentence_at_its_field(name):
    content = NOT_PICTURES[name]()

    with pytest.raises(RequestError) as caught:
        read_picture(content, field="mask_image")

    assert caught.value.field == "mask_image"
    assert re.fullmatch(r"This file [^.]+\. Nothing was charged\. [A-Z][^.]+\.", caught.value.user_text)


def test_the_whole_corpus_needs_little_memory():
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as fresh:
        growth_bytes = fresh.submit(_read_everything).result()

    assert growth_bytes < _MAX_GROWTH_BYTES


def _read_everything() -> int:
    """How much the process grew at most, in bytes."""
    files = [make() for make in (*PICTURES.values(), *NOT_PICTURES.values())]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for content in files:
        try:
            read_picture(content, field="seed_image")
        except RequestError:
            continue
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * _BINARY_KB
