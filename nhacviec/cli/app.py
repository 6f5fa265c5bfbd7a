"""The command line: what can be asked of the program."""

import asyncio
import sys
from enum import StrEnum
from typing import Annotated

import typer

from domain.imports.rows import faulty_rows
from domain.messaging.messages import Refusal
from nhacviec import __version__
from nhacviec.cli import office, outside
from nhacviec.cli.changes import days_off, official, undo
from nhacviec.cli.changes.endings import asking_before_many_end
from nhacviec.cli.imports import assignments as assigning
from nhacviec.cli.imports import people, plan, plan_versions, roster
from nhacviec.cli.language import DescribedGroup, in_words
from nhacviec.cli.maintenance import audit, database
from nhacviec.cli.people import absences as cli_absence
from nhacviec.cli.people import personal_data as personal
from nhacviec.cli.reporting import acceptance as approval
from nhacviec.cli.reporting import extensions, issues, proof
from nhacviec.cli.reporting import report_snapshots as issued
from nhacviec.cli.reporting import reports as cli_reports
from nhacviec.cli.support import known_settings, say, with_database
from nhacviec.config import policy_file
from nhacviec.config.settings import PORT, Settings, SettingsWrong
from nhacviec.monitoring import log
from nhacviec.monitoring.doctor import examine
from nhacviec.onboarding.importing import FileRefused
from nhacviec.runtime import clock
from nhacviec.runtime.roles import ProcessRole, RoleNeedsServer
from storage.engine.availability import DatabaseUnreachable
from storage.engine.database import Database, DatabaseInUse
from storage.engine.encryption_key import Locked
from storage.engine.migrate import UnknownSchema

LAST_PORT = 65535


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


app = typer.Typer(cls=DescribedGroup, no_args_is_help=True, pretty_exceptions_enable=False)
people.imports.command("plan")(plan.import_plan)
people.imports.command("meaning")(plan.learn_meaning)
people.imports.command("versions")(plan_versions.list_versions)
people.imports.command("roster")(roster.import_roster)
people.imports.command("assignments")(assigning.import_assignments)
people.imports.command("undo")(undo.undo_import)
app.add_typer(people.imports, name="import")
app.add_typer(official.app, name="official")
app.add_typer(days_off.app, name="calendar")
app.add_typer(audit.audits, name="audit")
app.add_typer(issues.register, name="issues")
app.add_typer(issued.reports, name="report")
app.add_typer(cli_absence.absence, name="absence")
app.add_typer(extensions.app, name="extensions")
app.command("invite")(people.invite_people)
app.add_typer(database.quarantines, name="quarantine")
app.command("backup")(database.back_up)
app.command()(database.restore)
app.add_typer(personal.data, name="personal")
app.add_typer(database.data_keys, name="keys")
app.command("move-to")(database.move_to)
app.command("unlink")(people.unlink_official)
app.command()(cli_reports.simulate)
app.command()(cli_reports.summary)
app.command()(office.briefing)
app.command("dissemination")(office.disseminated)
app.add_typer(approval.unit, name="unit")
app.add_typer(office.department, name="department")
app.add_typer(outside.tokens, name="api-token")
app.add_typer(outside.hooks, name="webhook")
app.add_typer(outside.account, name="zalo-oa")
app.add_typer(approval.acceptance, name="acceptance")
app.command()(office.disseminate)
app.command()(assigning.assign)
app.command("assignments")(assigning.write_assignments)
app.command("proof")(proof.show_proof)
app.command("interpret")(cli_reports.interpret_lines)
app.command("routes")(audit.list_routes)


STOPPED: dict[type[Exception], tuple[str, str]] = {
    DatabaseInUse: ("cli.busy", "path"),
    UnknownSchema: ("cli.unknown_schema", "revision"),
    RoleNeedsServer: ("cli.role_needs_server", "role"),
}


def main() -> None:
    """Run a command; what can go wrong for a user ends in one clear line, not a traceback."""
    try:
        with asking_before_many_end():
            app()
    except SettingsWrong as wrong:
        sys.exit(in_words(str(wrong)))
    except (DatabaseInUse, UnknownSchema, RoleNeedsServer) as stopped:
        key, fact = STOPPED[type(stopped)]
        sys.exit(say(key, **{fact: str(stopped)}))
    except (Locked, DatabaseUnreachable) as shut:
        sys.exit(say(shut.key, **shut.facts))
    except FileRefused as refused:
        people.print_errors(refused.errors)
        sys.exit(say("cli.refused", count=faulty_rows(refused.errors)))
    except OSError as no:
        sys.exit(_about_a_file(no))
    except Refusal as no:
        sys.exit(say(no.key, **no.facts))


def _about_a_file(no: OSError) -> str:
    """In a sentence; whatever is not about a file stays an error of ours, and is raised again."""
    if not no.filename:
        raise no
    if isinstance(no, FileNotFoundError):
        return say("cli.no_file", path=str(no.filename))
    return in_words(f"{no.filename}: {no.strerror}")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
    log_level: Annotated[
        LogLevel, typer.Option(envvar="NHACVIEC_LOG_LEVEL", case_sensitive=False)
    ] = LogLevel.INFO,
) -> None:
    log.set_up(LogLevel.WARNING if version else log_level)


@app.command()
def run(role: ProcessRole = ProcessRole.ALL) -> None:
    """Chạy dịch vụ. --role: chia việc cho nhiều tiến trình khi dùng PostgreSQL."""
    from nhacviec.runtime.run import run_service

    known = known_settings()
    asyncio.run(run_service(known, policy_file.policy(known.policy_file), role=role))


@app.command()
def demo(port: Annotated[int, typer.Option(min=1, max=LAST_PORT)] = PORT) -> None:
    """Chạy bản dùng thử: đơn vị mẫu, đồng hồ quay được, không cần mạng."""
    from nhacviec.demo.app import run_demo

    asyncio.run(run_demo(port))


@app.command()
def migrate() -> None:
    """Đưa cơ sở dữ liệu lên lược đồ mới nhất."""

    async def work(_db: Database, _known: Settings) -> None:
        typer.echo(say("cli.migrated"))

    with_database(work)


@app.command()
def doctor() -> None:
    """Kiểm tra cài đặt."""

    async def work(db: Database, known: Settings) -> list[tuple[str, str]]:
        found = await examine(db, known, clock.now())
        return [(each.level, say(each.key, **each.facts)) for each in found]

    findings = with_database(work)
    for level, sentence in findings:
        mark = say(f"doctor_level.{level}")
        typer.echo(f"[{mark:^7}] {sentence}")
    if any(level == "error" for level, _ in findings):
        raise typer.Exit(1)
