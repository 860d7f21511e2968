"""The first two steps of an upload."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient


async def put_up(client: AsyncWebClient, content: bytes, *, name: str = "a.png", **more: str) -> str:
    """Reserve and send; returns the file id."""
    reserved = await client.files_getUploadURLExternal(filename=name, length=len(content), **more)
    async with (
        aiohttp.ClientSession() as session,
        session.post(reserved["upload_url"], data=content) as answer,
    ):
        assert answer.status == 200
    return str(reserved["file_id"])
