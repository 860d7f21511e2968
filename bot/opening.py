"""From the settings to what jobs work with, and to the doors that Slack's side comes in by."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from uuid import UUID

from bot.announcer import Announcer
from bot.catalogue import ServiceName
from bot.doors import Doors
from bot.doors.conversation import open_conversation
from bot.doors.jobs import Jobs
from bot.doors.mask_pages import MaskPages
from bot.doors.results import Results
from bot.engine import Engine
from bot.images.pool import PixelPool, PixelWorker, hire
from bot.installing.installations import Installations
from bot.installing.removal import Removal
from bot.meters import Meters
from bot.money.opening import open_spending
from bot.money.prices import PriceList
from bot.office.desk import Office
from bot.pictures import open_pictures
from bot.privacy.door import Privacy
from bot.providers.http import Patience, open_client
from bot.providers.metered import Metered
from bot.providers.opening import open_providers
from bot.secret_keys import read_secret_key
from bot.settings import Settings
from bot.web.links import CallbackTokens, MaskLinks
from bot.workshop import Timing, Workshop
from storage import Database


def open_pool(stack: AsyncExitStack, workers: Sequence[PixelWorker] | None) -> PixelPool:
    """Workers of our own end with us; those that were lent are there for the next app too."""
    if workers is not None:
        return PixelPool(workers)
    pool = PixelPool(hire(max(1, min(2, os.cpu_count() or 1))))
    stack.push_async_callback(pool.close)
    return pool


async def open_workshop(
    stack: AsyncExitStack,
    settings: Settings,
    *,
    database: Database,
    announcer: Announcer,
    meters: Meters,
    aws: Mapping[str, str],
    clock: Callable[[], datetime],
    timing: Timing | None,
    patience: Patience | None,
    pool: PixelPool,
    usage_command: str,
) -> Workshop:
    """Everything that jobs work with; closed with the ``stack``. What is None is as the settings or the product say."""
    pictures = open_pictures(settings.pictures_address, aws=aws)
    stack.callback(pictures.close)
    http = await stack.enter_async_context(open_client())
    tokens = CallbackTokens(read_secret_key(settings))
    return Workshop(
        database=database,
        engine=Engine(
            engine_url=settings.engine_url,
            queues={
                ServiceName.RUNWARE: settings.runware_concurrency,
                ServiceName.MAGNIFIC: settings.magnific_concurrency,
            },
        ),
        announcer=announcer,
        providers={
            service: Metered(provider, service=service, meters=meters)
            for service, provider in open_providers(settings, http, patience=patience).items()
        },
        meters=meters,
        prices=PriceList.load(settings.prices),
        spending=open_spending(settings, database, clock),
        pictures=pictures,
        pool=pool,
        timing=timing or _read_timing(settings),
        confirm_above_micros=settings.confirm_above_micros,
        mask_convention=settings.mask_convention,
        clock=clock,
        callback_url=_bind_callback_url(settings.public_url, tokens),
        retention_days=settings.picture_retention_days,
        allows_private=settings.is_runware_local,
        operator_teams=settings.operator_teams,
        usage_command=usage_command,
    )


def _read_timing(settings: Settings) -> Timing:
    return Timing(
        first_poll_seconds=settings.first_poll_seconds(has_callbacks=settings.public_url is not None),
        max_poll_seconds=settings.poll_max_seconds,
        job_timeout_seconds=settings.job_timeout_seconds,
    )


def _bind_callback_url(
    public_url: str | None, tokens: CallbackTokens
) -> Callable[[ServiceName, UUID], str | None]:
    def callback_url(service: ServiceName, task_id: UUID) -> str | None:
        if public_url is None:
            return None
        return f"{public_url.rstrip('/')}/callbacks/{service}/{tokens.token(service, task_id)}"

    return callback_url


def open_doors(
    settings: Settings, workshop: Workshop, *, links: MaskLinks, installations: Installations
) -> Doors:
    """All that Slack's side may ask for."""
    door = Jobs(workshop)
    results = Results(workshop, door)
    privacy = Privacy(workshop)
    return Doors(
        jobs=door,
        results=results,
        conversation=open_conversation(workshop, jobs=door, results=results, mode=settings.thread_replies),
        spending=workshop.spending,
        office=Office(workshop),
        privacy=privacy,
        removal=Removal(privacy, installations, serves_many=settings.serves_many),
        mask_pages=MaskPages(
            workshop,
            jobs=door,
            results=results,
            base_url=settings.pages_url,
            make_token=lambda page: links.token(page.id, expires_at=page.expires_at),
        ),
    )
