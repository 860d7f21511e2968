"""Tokens in callback addresses."""

import re
from uuid import UUID, uuid4

import pytest

from bot.catalogue import ServiceName
from bot.errors import CallbackRefused
from bot.web.links import CallbackTokens

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
