"""A picture that was put is there, whole and unchanged, in a folder and in a bucket."""

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import boto3
import obstore
import pytest
from moto.server import ThreadedMotoServer
from obstore.store import LocalStore

from bot.errors import BotError, RequestError
from bot.pictures import Pictures, open_pictures

FOX = b"\x89PNG a fox" * 1000
FOX_DIGEST = hashlib.sha256(FOX).hexdigest()
KEYS = {"AWS_ACCESS_KEY_ID": "anybody", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def bucket_server() -> Iterator[str]:
    """An S3 of our own on loopback; its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(bucket_server: str) -> str:
    """The name of an empty bucket."""
    name = f"pictures-{uuid4().hex}"
    client = boto3.client(
        "s3",
        endpoint_url=bucket_server,
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        region_name=KEYS["AWS_REGION"],
    )
    client.create_bucket(Bucket=name)
    client.close()
    return name


@pytest.fixture(params=["folder", "bucket"])
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pictures]:
    """An empty store of each kind."""
    if request.param == "folder":
        pictures = open_pictures(str(tmp_path / "pictures"))
    else:
        name, endpoint = request.getfixturevalue("bucket"), request.getfixturevalue("bucket_server")
        pictures = open_pictures(f"s3://{name}/team/pictures", aws={**KEYS, "AWS_ENDPOINT_URL": endpoint})
    yield pictures
    pictures.close()


async def test_a_picture_comes_back_as_it_was_put(pictures: Pictures) -> None:
    digest = await pictures.put(FOX)

    content = await pictures.get(digest)

    assert content == FOX
    assert digest == FOX_DIGEST


async def test_the_same_picture_put_often_and_at_once_is_one(pictures: Pictures) -> None:
    digests = await asyncio.gather(*(pictures.put(FOX) for _ in range(8)))

    assert set(digests) == {FOX_DIGEST}
    assert await pictures.get(FOX_DIGEST) == FOX


async def test_a_deleted_picture_is_gone_and_may_be_deleted_again(pictures: Pictures) -> None:
    await pictures.put(FOX)
    was_there = await pictures.exists(FOX_DIGEST)

    await pictures.delete(FOX_DIGEST)
    await pictures.delete(FOX_DIGEST)

    assert was_there
    assert not await pictures.exists(FOX_DIGEST)


async def test_what_was_put_before_a_moment_is_listed_by_folder(pictures: Pictures) -> None:
    await pictures.put(FOX)
    soon, long_ago = (datetime.now(UTC) + timedelta(hours=hours) for hours in (1, -1))

    found = await pictures.list_settled(FOX_DIGEST[:2], before=soon)

    assert [digest for digest, written_at in found if long_ago < written_at < soon] == [FOX_DIGEST]
    assert await pictures.list_settled(FOX_DIGEST[:2], before=long_ago) == []
    assert await pictures.list_settled("00", before=soon) == []


async def test_what_a_crash_left_of_a_half_written_picture_goes(tmp_path: Path) -> None:
    pictures = open_pictures(str(tmp_path))
    await pictures.put(FOX)
    part = tmp_path / FOX_DIGEST[:2] / f"{FOX_DIGEST}.{uuid4().hex}.part"
    part.write_bytes(FOX[:10])
    foreign = part.with_name("notes.txt")
    foreign.write_text("not ours")

    found = await pictures.list_settled(FOX_DIGEST[:2], before=datetime.now(UTC) + timedelta(hours=1))

    assert [digest for digest, _ in found] == [FOX_DIGEST]
    assert (part.exists(), foreign.exists()) == (False, True)
    pictures.close()


async def test_a_picture_that_is_not_kept_is_told_with_a_way_out(pictures: Pictures) -> None:
    with pytest.raises(RequestError) as missing:
        await pictures.get(FOX_DIGEST)

    assert missing.value.user_text == (
        "This picture is not kept any more. Nothing was charged. Please attach it again."
    )


async def test_a_large_picture_goes_through(pictures: Pictures) -> None:
    large = bytes(range(256)) * 48_000

    digest = await pictures.put(large)

    assert await pictures.get(digest) == large


async def test_what_is_no_digest_reaches_no_file(pictures: Pictures) -> None:
    for name in ("", "../../etc/passwd", FOX_DIGEST.upper(), FOX_DIGEST + "\n"):
        with pytest.raises(ValueError, match="digest"):
            await pictures.get(name)


async def test_a_damaged_file_is_refused_and_mended_by_the_same_picture(tmp_path: Path) -> None:
    pictures = open_pictures(tmp_path.as_uri())
    await pictures.put(FOX)
    (tmp_path / FOX_DIGEST[:2] / FOX_DIGEST).write_bytes(FOX[:-1])

    with pytest.raises(BotError, match="other content"):
        await pictures.get(FOX_DIGEST)

    await pictures.put(FOX)
    assert await pictures.get(FOX_DIGEST) == FOX
    pictures.close()


async def test_a_folder_holds_whole_pictures_and_nothing_else(tmp_path: Path) -> None:
    pictures = open_pictures(str(tmp_path))

    await asyncio.gather(*(pictures.put(FOX + bytes([number])) for number in range(20)))

    names = [entry["path"] for entry in obstore.list(LocalStore(tmp_path)).collect()]
    assert len(names) == 20
    assert not [name for name in names if name.endswith(".part")]
    pictures.close()


async def test_a_store_that_cannot_be_written_says_so_without_an_address(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"a file where the folder should be")
    pictures = open_pictures(str(blocked))

    with pytest.raises(BotError) as failed:
        await pictures.put(FOX)

    assert failed.value.user_text == BotError.user_text
    pictures.close()


async def test_a_bucket_that_does_not_exist_says_so_without_an_address(bucket_server: str) -> None:
    pictures = open_pictures("s3://nobodys", aws={**KEYS, "AWS_ENDPOINT_URL": bucket_server})

    with pytest.raises(BotError) as failed:
        await pictures.put(FOX)

    assert failed.value.user_text == BotError.user_text
    pictures.close()


@pytest.mark.parametrize("url", ["s3://", "gs://bucket", "https://example.com/bucket"])
def test_a_store_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="pictures are kept"):
        open_pictures(url)


async def test_a_picture_put_since_then_is_not_deleted(pictures: Pictures):
    before_it = datetime.now(UTC) - timedelta(hours=1)
    digest = await pictures.put(FOX)

    is_deleted = await pictures.delete_settled(digest, before=before_it)
    is_kept = await pictures.exists(digest)
    is_deleted_later = await pictures.delete_settled(digest, before=datetime.now(UTC) + timedelta(hours=1))

    assert (is_deleted, is_kept, is_deleted_later) == (False, True, True)
    assert not await pictures.exists(digest)


async def test_a_picture_that_is_gone_already_counts_as_deleted(pictures: Pictures):
    assert await pictures.delete_settled(FOX_DIGEST, before=datetime.now(UTC))
