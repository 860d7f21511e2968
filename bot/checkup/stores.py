"""Looks at what we keep: the database, the pictures, the key beside them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from uuid import uuid4

from bot.checkup.check import Check, failed, passed
from bot.checkup.sense import SECRET_KEY, check_strength
from bot.errors import BotError
from bot.pictures import Pictures, open_pictures
from storage import Database
from storage.schema import Schema, find_missing_rights, find_schema

DATABASE = "Database"
PICTURES = "Picture store"

_BUCKET_PATIENCE = timedelta(seconds=5)
_UPGRADE = "Run `retouch db upgrade`; `retouch serve` does it too when it starts."


async def check_database(url: str, *, file: Path | None) -> Sequence[Check]:
    """Whether it opens and has this version's tables; ``file`` is an embedded database's own.

    A database file that is not there yet is not made by looking at it.
    """
    if file is not None and (absence := _judge_absence(file)) is not None:
        return [absence]
    try:
        database = Database.open(url)
    except ValueError:
        mend = "Write DATABASE_URL like postgresql://name:password@host/database."
        return [failed(DATABASE, "Its address cannot be read.", mend=mend)]
    try:
        schema = await find_schema(database)
        check = _judge_schema(schema, is_embedded=file is not None)
        if not check.is_ok or file is not None:
            return [check]
        return [await _judge_server(database) or check]
    finally:
        await database.close()


async def check_engine_file(file: Path) -> Sequence[Check]:
    """What is wrong with the file that the engine keeps beside an embedded database."""
    database = Database.open(f"sqlite:///{file}")
    try:
        if await find_schema(database) is not Schema.UNREACHABLE:
            return []
    finally:
        await database.close()
    mend = (
        "See that this user may write it. Should it be broken, stop Retouch, move it away and start again: the jobs "
        "are in the other file and go on."
    )
    return [failed(DATABASE, f"{file.name}, where the engine keeps its place, cannot be opened.", mend=mend)]


async def _judge_server(database: Database) -> Check | None:
    """What keeps us from working on a PostgreSQL that answers; None where nothing does."""
    missing = await find_missing_rights(database)
    if missing:
        mend = f"Let the owner of the database run: {' '.join(missing)}"
        return failed(DATABASE, "It opens, but we may not make our tables in it.", mend=mend)
    if not await database.is_direct():
        says = "Something between us and PostgreSQL shares its connections (as PgBouncer does)."
        mend = "Put PostgreSQL's own address into DATABASE_URL: each process holds a lock there for life."
        return failed(DATABASE, says, mend=mend)
    return None


def _judge_absence(file: Path) -> Check | None:
    if file.exists():
        return None
    folder = file.absolute().parent
    if not folder.is_dir():
        return failed(DATABASE, "The folder it should be in does not exist.", mend="Make that folder.")
    try:
        with TemporaryFile(dir=folder):
            return passed(DATABASE, "None yet; the first start makes it.")
    except OSError:
        mend = "Let this user write in that folder, or set DATABASE_URL to a file elsewhere."
        return failed(DATABASE, "No file can be made in the folder it should be in.", mend=mend)


def _judge_schema(schema: Schema, *, is_embedded: bool) -> Check:
    if schema is Schema.UNREACHABLE:
        mend = (
            "See that DATABASE_URL names a SQLite file that this user may write, and that its disk is not full."
            if is_embedded
            else "See that PostgreSQL runs, and that DATABASE_URL has the right host, name and password."
        )
        return failed(DATABASE, "It cannot be opened for writing.", mend=mend)
    if schema is Schema.UNKNOWN:
        mend = "Run the version of Retouch that made it, or a newer one."
        return failed(DATABASE, "Its tables are of a version that this one does not know.", mend=mend)
    if schema is Schema.OLDER:
        return failed(DATABASE, "Its tables are of an older version.", mend=_UPGRADE)
    if schema is Schema.EMPTY:
        return passed(DATABASE, "It opens and is empty; the first start makes the tables.")
    return passed(DATABASE, "It opens, and its tables are up to date.")


async def check_pictures(address: str, *, aws: Mapping[str, str]) -> Sequence[Check]:
    """Put some bytes, read them back, take them away again."""
    try:
        pictures = open_pictures(address, aws=aws, give_up_after=_BUCKET_PATIENCE)
    except ValueError:
        mend = "Set PICTURES_URL to a folder or to s3://bucket/prefix."
        return [failed(PICTURES, "Its address is neither a folder nor a bucket.", mend=mend)]
    try:
        await _try_out(pictures)
    except BotError:
        mend = (
            "See that the bucket exists, and that AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and "
            "AWS_ENDPOINT_URL are right."
            if address.startswith("s3://")
            else "See that this user may write in that folder and that its disk is not full."
        )
        return [failed(PICTURES, "It did not take a picture and give it back.", mend=mend)]
    finally:
        pictures.close()
    return [passed(PICTURES, "It takes pictures and gives them back.")]


async def _try_out(pictures: Pictures) -> None:
    """The bytes are unlike any picture's, so nobody's is removed."""
    digest = await pictures.put(f"retouch doctor {uuid4()}".encode())
    await pictures.get(digest)
    await pictures.delete(digest)


def check_secret_key(secret: str | None, *, file: Path | None) -> Check:
    """Whether links can be signed; ``file`` is where an embedded database's own key is kept."""
    if secret is not None:
        return check_strength(secret)
    if file is None:
        mend = "Set SECRET_KEY to a long random text, the same for every process."
        return failed(SECRET_KEY, "There is none, and with PostgreSQL none is made.", mend=mend)
    if not file.exists():
        return passed(SECRET_KEY, "None yet; the first start makes one and keeps it beside the database.")
    try:
        is_empty = not file.read_text().strip()
    except (OSError, UnicodeDecodeError):
        is_empty = True
    if is_empty:
        mend = f"Remove {file.name} so that the next start makes a new one; links already sent stop working."
        return failed(SECRET_KEY, "The one beside the database is empty or cannot be read.", mend=mend)
    return passed(SECRET_KEY, "The one beside the database is used.")
