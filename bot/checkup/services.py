"""Looks at the other side: do the image services take our keys and tasks, does our address lead to us?

Nothing here is charged: Runware is asked for the balance and for dry runs, Magnific for its list of tasks.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal
from uuid import uuid4

from bot.catalogue import DEFAULT_MODEL, MODELS, Field, Model, ServiceName, Verb
from bot.checkup.check import Check, failed, is_plain, passed
from bot.errors import BotError, ProviderRejected, ProviderUnavailable, Reason
from bot.images.probe import PROBE_SIZE, probe_mask, probe_picture
from bot.images.size import nearest_size
from bot.money.amounts import format_usd
from bot.providers.base import Submission
from bot.providers.http import Answer, Patience, open_client, send_question
from bot.providers.magnific import Magnific
from bot.providers.runware import Runware
from bot.providers.wire import read_size

RUNWARE = "Runware"
RUNWARE_MODELS = "Runware models"
MAGNIFIC = "Magnific"
PUBLIC_ADDRESS = "Public address"

Ask = Callable[[str, str], Awaitable[Answer]]  # by method and path

# One try each: whoever runs the doctor runs it again.
PATIENCE = Patience(connect_seconds=3.0, silence_seconds=4.0, total_seconds=4.0, attempts=1)
_BAD_CHARACTERS = "It holds a blank or a character that no key has."


def missing_key(name: str, service: ServiceName, *, setting: str, is_other_there: bool) -> Sequence[Check]:
    """A service without a key is fine as long as there is another one."""
    models = ", ".join(model.name for model in MODELS.values() if model.service is service)
    says = f"{setting} is not set, so there is no {models}."
    if is_other_there:
        return [passed(name, says)]
    return [failed(name, says, mend="Set a key of Runware or of Magnific; without one nothing can be made.")]


async def check_runware(
    api_key: str, *, api_url: str, mask_edit: Literal["white", "black"]
) -> Sequence[Check]:
    """Ask for the balance, then whether each model would take a task."""
    if not is_plain(api_key):
        return [failed(RUNWARE, _BAD_CHARACTERS, mend="Copy RUNWARE_API_KEY again.")]
    async with open_client() as http:
        runware = Runware(http, api_url=api_url, api_key=api_key, mask_edit=mask_edit, patience=PATIENCE)
        try:
            balance_micros = await runware.fetch_balance_micros()
        except ProviderUnavailable as error:
            return [_judge_silence(RUNWARE, error, setting="RUNWARE_API")]
        account = _judge_balance(balance_micros)
        return [account, await _check_models(runware)] if account.is_ok else [account]


def _judge_balance(balance_micros: int | None) -> Check:
    if balance_micros is None:
        return passed(RUNWARE, "It takes our key, and does not name the balance.")
    if balance_micros <= 0:
        says = f"It takes our key, but the balance is {format_usd(balance_micros)}."
        return failed(RUNWARE, says, mend="Add credits to the Runware account.")
    return passed(RUNWARE, f"It takes our key; the balance is {format_usd(balance_micros)}.")


async def _check_models(runware: Runware) -> Check:
    models = [model for model in MODELS.values() if model.service is ServiceName.RUNWARE]
    refusals = await asyncio.gather(*(_dry_run(runware, model) for model in models))
    refused = {
        model.key: (model.name, refusal)
        for model, refusal in zip(models, refusals, strict=True)
        if refusal is not None
    }
    if not refused:
        return passed(
            RUNWARE_MODELS, f"A dry run was accepted by {', '.join(model.name for model in models)}."
        )
    says = " ".join(f"{name} {refusal}." for name, refusal in refused.values())
    are_only_spare = not refused.keys() & DEFAULT_MODEL.values()
    if are_only_spare and all(refusal == _GONE for _, refusal in refused.values()):
        return passed(RUNWARE_MODELS, f"{says} Whoever asks for it is offered another model.")
    mend = "See what the Runware account may use; people can choose the other models until then."
    return failed(RUNWARE_MODELS, says, mend=mend)


_GONE = "is not offered any more"


async def _dry_run(runware: Runware, model: Model) -> str | None:
    """Why a model would not take a task, as the rest of a sentence; None if it would."""
    try:
        await runware.dry_run(make_probe(model))
    except ProviderRejected as error:
        return _GONE if error.reason is Reason.MODEL_GONE else f"refused a dry run ({error})"
    except ProviderUnavailable:
        return "did not answer a dry run"
    return None


def make_probe(model: Model, *, speed: str = "TURBO") -> Submission:
    """The smallest task that a model takes, for a dry run."""
    size = model.parameters.get(Field.SIZE)
    sizes = {read_size(choice): choice for choice in size.choices} if size else {}
    return Submission(
        task_uuid=uuid4(),
        model=model,
        prompt="a red square",
        parameters={Field.RENDERING_SPEED: speed}
        | ({Field.SIZE: sizes[nearest_size(PROBE_SIZE, sizes)]} if sizes else {}),
        number_results=1,
        seed_image=probe_picture(),
        mask=probe_mask() if model.verb is Verb.EDIT else None,
    )


async def check_magnific(
    api_key: str, *, api_url: str, key_header: str, webhook_secret: str | None
) -> Sequence[Check]:
    """Ask for the list of tasks."""
    if not is_plain(api_key) or not is_plain(key_header):
        mend = "Copy MAGNIFIC_API_KEY again, and see that MAGNIFIC_KEY_HEADER is the name of a header."
        return [failed(MAGNIFIC, _BAD_CHARACTERS, mend=mend)]
    async with open_client() as http:
        try:
            magnific = Magnific(
                http,
                api_url=api_url,
                api_key=api_key,
                key_header=key_header,
                webhook_secret=webhook_secret,
                patience=PATIENCE,
            )
            await magnific.check_access()
        except ProviderUnavailable as error:
            return [_judge_silence(MAGNIFIC, error, setting="MAGNIFIC_API")]
        except BotError as error:
            return [failed(MAGNIFIC, str(error), mend="Copy the whole secret from Magnific's webhook page.")]
    return [passed(MAGNIFIC, "It takes our key.")]


def _judge_silence(name: str, error: ProviderUnavailable, *, setting: str) -> Check:
    if error.reason is Reason.ACCESS:
        return failed(
            name, "It refuses our key.", mend=f"Copy {setting}_KEY again from the service's own page."
        )
    if error.reason is Reason.CREDITS:
        return failed(name, "The account has no credits left.", mend="Add credits to the account.")
    mend = f"See that this machine may reach the internet and that {setting}_URL is right."
    return failed(name, "It gave no usable answer.", mend=mend)


async def check_public_address(
    public_url: str | None, *, listens_at: str, paths: Mapping[str, int]
) -> Sequence[Check]:
    """Ask ourselves from outside; ``listens_at`` is host and port of ``retouch serve``.

    ``paths`` are those that somebody posts to, with the status of our refusal of a post of nobody's.
    """
    if public_url is None:
        says = "PUBLIC_URL is not set: services are asked for results instead of telling us, which works too."
        return [passed(PUBLIC_ADDRESS, says)]
    start = "Start `retouch serve` and run this again."
    path = f"If it runs, see that the way from PUBLIC_URL to {listens_at} is open and its certificate valid."
    ask = _asker(public_url.rstrip("/"))
    try:
        health = await ask("GET", "/healthz")
    except ProviderUnavailable:
        return [failed(PUBLIC_ADDRESS, "Nobody answers at PUBLIC_URL.", mend=f"{start} {path}")]
    if (health.status, health.body.strip()) != (200, b"ok"):
        says = f"Somebody else answers at PUBLIC_URL (with status {health.status})."
        return [failed(PUBLIC_ADDRESS, says, mend=f"{start} {path}")]
    closed = [each for each, status in paths.items() if not await _is_open(ask, each, status)]
    if closed:
        mend = (
            "Let the proxy pass on every path, method and body as they come, and ask nobody to log in there."
        )
        return [failed(PUBLIC_ADDRESS, f"A post to {' and to '.join(closed)} does not reach us.", mend=mend)]
    return [passed(PUBLIC_ADDRESS, "PUBLIC_URL leads to us.")]


async def _is_open(ask: Ask, path: str, status: int) -> bool:
    """Whether a post comes through to us: our refusals are empty, those of proxies are pages."""
    try:
        answer = await ask("POST", path)
    except ProviderUnavailable:
        return False
    return answer.status == status and not answer.body


def _asker(base: str) -> Ask:
    async def ask(method: str, path: str) -> Answer:
        async with open_client() as http:
            question = http.build_request(method, f"{base}{path}", timeout=PATIENCE.timeout)
            return await send_question(http, question, patience=PATIENCE)

    return ask
