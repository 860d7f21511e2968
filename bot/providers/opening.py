"""The services that the settings have a key for, opened."""

import httpx

from bot.catalogue import ServiceName
from bot.providers.base import Provider
from bot.providers.http import Patience
from bot.providers.magnific import Magnific
from bot.providers.runware import Runware
from bot.settings import Settings


def open_providers(
    settings: Settings, http: httpx.AsyncClient, *, patience: Patience | None
) -> dict[ServiceName, Provider]:
    """The services that have a key."""
    providers: dict[ServiceName, Provider] = {}
    if settings.runware_api_key is not None:
        providers[ServiceName.RUNWARE] = Runware(
            http,
            api_url=settings.runware_api_url,
            api_key=settings.runware_api_key.get_secret_value(),
            mask_edit=settings.runware_mask_edit,
            patience=patience,
        )
    secret = settings.magnific_webhook_secret
    if settings.magnific_api_key is not None:
        providers[ServiceName.MAGNIFIC] = Magnific(
            http,
            api_url=settings.magnific_api_url,
            api_key=settings.magnific_api_key.get_secret_value(),
            key_header=settings.magnific_key_header,
            webhook_secret=None if secret is None else secret.get_secret_value(),
            mask_edit=settings.magnific_mask_edit,
            patience=patience,
        )
    return providers
