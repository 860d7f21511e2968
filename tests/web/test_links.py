"""Tokens in callback addresses and in the links to mask pages."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from bot.catalogue import ServiceName
from bot.errors import CallbackRefused, LinkRefused
from bot.web.links import CallbackTokens, MaskLinks

TASK = UUID("d01113cd-fe21-4a0f-a480-706372b78c09")
RUNWARE, MAGNIFIC = ServiceName.RUNWARE, ServiceName.MAGNIFIC


@pytest.mark.parametrize("service", list(ServiceName))
def test_a_token_leads_back_to_its_task(service):
    tokens = CallbackTokens("any string")

    token = tokens.token(service, TASK)

    assert tokens.read(token, service) == TASK
    assert re.fullmatch(r"[A-Za-z0-9_.-]{40,80}", token)


def test_every_task_has_a_token_of_its_own_that_stays_the_same():
    tokens = CallbackTokens("any string")
    made = {tokens.token(RUNWARE, uuid4()) for _ in range(100)}

    again = CallbackTokens("any string")

    assert len(made) == 100
    assert again.token(RUNWARE, TASK) == tokens.token(RUNWARE, TASK)


def test_a_token_is_worthless_for_another_service_or_under_another_secret():
    token = CallbackTokens("any string").token(RUNWARE, TASK)

    with pytest.raises(CallbackRefused):
        CallbackTokens("any string").read(token, MAGNIFIC)
    with pytest.raises(CallbackRefused):
        CallbackTokens("another string").read(token, RUNWARE)


def test_a_token_with_a_changed_task_is_refused():
    tokens = CallbackTokens("any string")
    name = tokens.token(RUNWARE, uuid4()).partition(".")[0]
    signature = tokens.token(RUNWARE, TASK).partition(".")[2]

    with pytest.raises(CallbackRefused) as caught:
        tokens.read(f"{name}.{signature}", RUNWARE)

    assert caught.value.status == 404


@pytest.mark.parametrize("token", ["", ".", "x", "a.b", "ü" * 22, "x" * 10_000, "\x00", str(TASK)])
def test_what_was_never_a_token_is_refused(token):
    with pytest.raises(CallbackRefused):
        CallbackTokens("any string").read(token, RUNWARE)


def test_an_empty_secret_is_refused():
    with pytest.raises(ValueError, match="empty secret"):
        CallbackTokens("")


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAGE = UUID("0f2c3d4e-5a6b-4c7d-8e9f-a0b1c2d3e4f5")


def make_mask_link(signed_with: str = "any string") -> str:
    return MaskLinks(signed_with).token(PAGE, expires_at=NOON)


def test_a_mask_link_leads_to_its_page_until_it_expires():
    links = MaskLinks("any string")
    token = make_mask_link()

    assert links.read(token, now=NOON - timedelta(seconds=1)) == PAGE
    assert re.fullmatch(r"[A-Za-z0-9_.-]{60,90}", token)
    with pytest.raises(LinkRefused) as caught:
        links.read(token, now=NOON)
    assert (caught.value.status, "expired" in caught.value.user_text) == (410, True)


@pytest.mark.parametrize(
    "token",
    ["", ".", "x", "a.b", "ü" * 40, "\x00", make_mask_link("another string"), make_mask_link()[1:]],
)
def test_a_mask_link_that_is_not_ours_is_refused(token):
    with pytest.raises(LinkRefused) as caught:
        MaskLinks("any string").read(token, now=NOON - timedelta(hours=1))

    assert caught.value.status == 404


def test_a_mask_link_is_no_callback_and_a_callback_no_mask_link():
    secret = "any string"

    with pytest.raises(CallbackRefused):
        CallbackTokens(secret).read(make_mask_link(), RUNWARE)
    with pytest.raises(LinkRefused):
        MaskLinks(secret).read(CallbackTokens(secret).token(RUNWARE, TASK), now=NOON)
