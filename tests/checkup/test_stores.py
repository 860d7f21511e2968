"""What ``retouch doctor`` finds out about the database, the pictures and the key beside them."""

from pathlib import Path

from sqlalchemy import text

from bot.checkup.stores import check_database, check_engine_file, check_pictures, check_secret_key
from storage import Database
from tests.checkup.servers import NOWHERE, files_below


async def test_an_upgraded_database_is_up_to_date(database: Database, database_url: str):
    assert await database.is_ready()

    found = await check_database(database_url, file=None)

    assert [check.line for check in found] == ["ok    Database: It opens, and its tables are up to date."]


async def test_an_empty_database_waits_for_the_first_start(database_url: str):
    found = await check_database(database_url, file=None)

    assert [check.is_ok for check in found] == [True]
    assert "empty" in found[0].says


async def test_a_database_file_that_is_not_there_is_not_made(tmp_path: Path):
    file = tmp_path / "retouch.db"

    (there,) = await check_database(f"sqlite:///{file}", file=file)
    (nowhere,) = await check_database(f"sqlite:///{tmp_path}/no/r.db", file=tmp_path / "no" / "r.db")

    assert there.is_ok
    assert not nowhere.is_ok
    assert not file.exists()


async def test_a_file_that_is_no_database_cannot_be_opened(tmp_path: Path):
    file = tmp_path / "retouch.db"
    file.write_bytes(b"a holiday picture, not a database" * 100)

    found = await check_database(f"sqlite:///{file}", file=file)

    assert [check.is_ok for check in found] == [False]
    assert "DATABASE_URL" in found[0].mend


async def test_a_postgresql_that_is_not_there_is_told_without_its_password():
    found = await check_database("postgresql://retouch:s3cret@127.0.0.1:9/retouch", file=None)

    assert [check.is_ok for check in found] == [False]
    assert "PostgreSQL" in found[0].mend
    assert "s3cret" not in found[0].line


async def test_a_store_keeps_nothing_of_the_trial(tmp_path: Path):
    found = await check_pictures(str(tmp_path / "pictures"), aws={})

    assert [check.is_ok for check in found] == [True]
    assert files_below(tmp_path) == []


async def test_a_store_that_cannot_keep_is_a_failure(tmp_path: Path):
    file = tmp_path / "pictures"
    file.write_text("in the way of the folder")
    aws = {"AWS_ENDPOINT_URL": NOWHERE, "AWS_ACCESS_KEY_ID": "anybody", "AWS_SECRET_ACCESS_KEY": "secret"}

    (folder,) = await check_pictures(str(file), aws={})
    (bucket,) = await check_pictures("s3://nowhere/pictures", aws=aws)
    (odd,) = await check_pictures("ftp://example.com/pictures", aws={})

    assert not folder.is_ok
    assert not bucket.is_ok
    assert "AWS_ENDPOINT_URL" in bucket.mend
    assert not odd.is_ok
    assert "PICTURES_URL" in odd.mend


def test_a_key_is_set_or_kept_or_made_later_but_never_empty(tmp_path: Path):
    file = tmp_path / "retouch.secret"

    later = check_secret_key(None, file=file)
    file.write_text("long and random")
    kept = check_secret_key(None, file=file)
    file.write_text("\n")
    empty = check_secret_key(None, file=file)

    assert [later.is_ok, kept.is_ok, empty.is_ok] == [True, True, False]
    assert check_secret_key("a long and random text", file=None).is_ok
    assert not check_secret_key(None, file=None).is_ok


async def test_a_folder_where_no_file_can_be_made_is_told_before_the_first_start():
    file = Path("/proc/retouch.db")

    (check,) = await check_database(f"sqlite:///{file}", file=file)

    assert not check.is_ok
    assert "write in that folder" in check.mend


async def test_tables_of_an_older_and_of_a_newer_version_are_told_apart(
    database: Database, database_url: str
):
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    (older,) = await check_database(database_url, file=None)
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    (newer,) = await check_database(database_url, file=None)

    assert not older.is_ok
    assert "retouch db upgrade" in older.mend
    assert not newer.is_ok
    assert "or a newer one" in newer.mend


async def test_a_broken_file_of_the_engine_says_that_jobs_survive_without_it(tmp_path: Path):
    file = tmp_path / "retouch-engine.db"
    file.write_bytes(b"a holiday picture, not a database" * 100)

    (check,) = await check_engine_file(file)

    assert not check.is_ok
    assert "move it away" in check.mend


async def test_a_role_without_rights_is_told_what_the_owner_has_to_run(postgres_url: str):
    owner = Database.open(postgres_url)
    async with owner.transaction() as session:
        await session.execute(text("DROP ROLE IF EXISTS a_guest"))
        await session.execute(text("CREATE ROLE a_guest LOGIN PASSWORD 'knocks'"))
        name = await session.scalar(text("SELECT current_database()"))
    await owner.close()

    (check,) = await check_database(postgres_url.replace("postgres:", "a_guest:knocks", 1), file=None)

    assert not check.is_ok
    assert "GRANT CREATE ON SCHEMA public TO a_guest;" in check.mend
    assert f"GRANT CREATE ON DATABASE {name} TO a_guest;" in check.mend


async def test_connections_that_are_ours_alone_are_no_finding(database: Database):
    assert await database.is_direct()
