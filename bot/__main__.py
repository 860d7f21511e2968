"""The ``retouch`` commands. The environment is read here and nowhere else."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from dotenv import dotenv_values
from pydantic import ValidationError

from bot.errors import BotError
from bot.logs import set_up_logs
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.office.board import Desk

commands = typer.Typer(
    name="retouch",
    help="Edit pictures in Slack: mark a part, say what should be there.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
database_commands = typer.Typer(help="The database.", no_args_is_help=True)
commands.add_typer(database_commands, name="db")
job_commands = typer.Typer(help="Jobs, seen and mended beside a running app.", no_args_is_help=True)
commands.add_typer(job_commands, name="jobs")
JobName = Annotated[str, typer.Argument(help="Its id, or as much of it as is unique.")]


def read_settings() -> Settings:
    """The settings, or every fault in them at once and exit code 2."""
    try:
        return Settings()
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(str(part) for part in fault["loc"]).upper()
            typer.echo(f"{name or 'Settings'}: {fault['msg'].removeprefix('Value error, ')}", err=True)
        raise typer.Exit(2) from error


@commands.command()
def serve() -> None:
    """Run the app until it is told to stop."""
    from bot.app import serve as serve_app

    settings = read_settings()
    set_up_logs(level=settings.log_level, log_format=settings.log_format)
    with _sentences():
        asyncio.run(serve_app(settings, aws=_aws_settings()))


@commands.command()
def doctor() -> None:
    """Check everything Retouch needs; a line that fails says how to mend it."""
    from bot.app import examine
    from bot.checkup.doctor import setting_lines, settings_faults

    try:
        settings = Settings()
    except ValidationError as error:
        for fault in settings_faults(error):
            typer.echo(fault.line)
        raise typer.Exit(1) from error
    set_up_logs(level="error", log_format=settings.log_format)
    for line in setting_lines(settings):
        typer.echo(line)
    typer.echo()
    checks = asyncio.run(examine(settings, aws=_aws_settings(), named=list(dotenv_values(".env"))))
    for check in checks:
        typer.echo(check.line)
    if not all(check.is_ok for check in checks):
        raise typer.Exit(1)


@database_commands.command()
def upgrade() -> None:
    """Bring the database to this version's schema; also done at every start."""
    from bot.databases import open_database

    settings = read_settings()

    async def run() -> None:
        async with open_database(settings):
            pass

    with _sentences():
        asyncio.run(run())
    typer.echo("The database is up to date.")


@commands.command("rotate-key")
def rotate_key() -> None:
    """Seal the workspaces' tokens with the new SECRET_KEY in place of SECRET_KEY_BEFORE."""
    from bot.installing.rotation import rotate_key as rotate

    settings = read_settings()
    with _sentences():
        typer.echo(asyncio.run(rotate(settings)))


@job_commands.command("list")
def list_jobs(
    shows_all: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many, newest first.")] = 50,
) -> None:
    """Jobs that have not ended: stage, age, person, channel, model, and what keeps failing."""
    from bot.office import board

    _work_on_jobs(lambda desk: board.list_jobs(desk.database, shows_all=shows_all, limit=limit, now=desk.now))


@job_commands.command("show")
def show_job(job: JobName) -> None:
    """One job with its tasks, results and ledger rows; no prompt."""
    from bot.office import board

    _work_on_jobs(lambda desk: board.show_job(desk.database, job, now=desk.now))


@job_commands.command("retry")
def retry_job(job: JobName) -> None:
    """Give a failing job its tries back, or ask for one that ended without a charge once more."""
    from bot.office import board

    _work_on_jobs(lambda desk: board.retry_job(desk.database, job, now=desk.now))


@job_commands.command("cancel")
def cancel_job(job: JobName) -> None:
    """Stop a job; what a service has taken on it may still charge."""
    from bot.office import board

    _work_on_jobs(lambda desk: board.cancel_job(desk.database, desk.spending, job, now=desk.now))


@commands.command()
def prices(
    check: Annotated[
        bool, typer.Option("--check", help="Ask the service by dry runs; charges nothing.")
    ] = False,
) -> None:
    """Show what every model costs, by speed and references."""
    from bot.money.prices import PriceList, price_rows

    settings = read_settings()
    with _sentences():
        price_list = PriceList.load(settings.prices)
    for row in price_rows(price_list):
        typer.echo(row)
    if not check:
        return
    from bot.checkup.price_check import compare_prices

    checks = asyncio.run(compare_prices(settings, price_list))
    for checked in checks:
        typer.echo(checked.line)
    if not all(checked.is_ok for checked in checks):
        raise typer.Exit(1)


@commands.command()
def report(
    period: Annotated[
        str, typer.Option(help="today, week, month, last month, 2026-10, 2026-10-01..2026-10-15.")
    ] = "month",
    by: Annotated[str, typer.Option(help="person, channel, model, service or tag.")] = "person",
    csv: Annotated[bool, typer.Option("--csv", help="Every row of the ledger.")] = False,
) -> None:
    """Show what was spent, or write the ledger as CSV to standard output."""
    from datetime import UTC, datetime

    from bot.reports.breakdowns import REPORTS
    from bot.reports.command import write_report

    if by not in REPORTS:
        typer.echo(f"--by is one of {', '.join(REPORTS)}.", err=True)
        raise typer.Exit(2)
    settings = read_settings()
    with _sentences(exit_code=2):
        asyncio.run(write_report(settings, period=period, by=by, is_csv=csv, now=datetime.now(UTC)))


@commands.command()
def manifest(
    public_url: Annotated[str | None, typer.Option(help="Where Slack reaches Retouch, https://…")] = None,
    prefix: Annotated[str, typer.Option(help="Put before every command: team makes /team-edit.")] = "",
    socket: Annotated[bool, typer.Option("--socket", help="For Socket Mode: no public address.")] = False,
    oauth: Annotated[bool, typer.Option("--oauth", help="For many workspaces, with token rotation.")] = False,
) -> None:
    """Write the Slack app manifest to standard output."""
    from bot.manifest import manifest_text

    try:
        text = manifest_text(public_url=public_url, prefix=prefix, socket=socket, oauth=oauth)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(text, nl=False)


@commands.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="One whole job without a browser, then stop.")] = False,
    image: Annotated[Path | None, typer.Option(help="Your own picture.")] = None,
    mask: Annotated[Path | None, typer.Option(help="Its black-and-white mask.")] = None,
    prompt: Annotated[str | None, typer.Option(help="What should be there.")] = None,
    model: Annotated[str, typer.Option(help="3, 2, magnific or remix.")] = "3",
    out: Annotated[Path | None, typer.Option(help="Where the pictures go.")] = None,
    port: Annotated[int, typer.Option(help="Where the page is; 0 takes any free one.")] = 8080,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what happened in the demos before.")] = False,
) -> None:
    """Try Retouch on this machine: no account, no key, simulated prices."""
    from bot.demo.launch import DemoOptions, run_demo

    options = DemoOptions(
        once=once, image=image, mask=mask, prompt=prompt, model=model, out=out, port=port, is_fresh=fresh
    )
    raise typer.Exit(run_demo(options))


@contextmanager
def _sentences(*, exit_code: int = 1) -> Iterator[None]:
    """An error of ours is its sentence and an exit code, without a traceback."""
    try:
        yield
    except BotError as error:
        typer.echo(error.user_text, err=True)
        raise typer.Exit(exit_code) from error


def _work_on_jobs(work: "Callable[[Desk], Awaitable[str | list[str]]]") -> None:
    """Open the database, do it, and print what it says."""
    from bot.office.board import open_desk

    settings = read_settings()

    async def run() -> str | list[str]:
        async with open_desk(settings) as desk:
            return await work(desk)

    with _sentences(exit_code=2):
        said = asyncio.run(run())
    typer.echo(said if isinstance(said, str) else "\n".join(said))


def _aws_settings() -> dict[str, str]:
    """What an object store needs, under the names its own tools use; they may stand in ``.env`` as well."""
    found = dotenv_values(".env") | os.environ
    return {name: value for name, value in found.items() if name.startswith("AWS_") and value}


def main() -> None:
    """The console command."""
    commands()


if __name__ == "__main__":
    main()
