"""The command line: what can be asked of the program."""

import asyncio
import sys
from typing import Annotated

import typer

from domain.messaging.messages import Refusal
from nhacviec import __version__
from nhacviec.cli import absence as cli_absence
from nhacviec.cli import approval as cli_approval
from nhacviec.cli import assigning as cli_assigning
from nhacviec.cli import audit as cli_audit
from nhacviec.cli import backup as cli_backup
from nhacviec.cli import extensions as cli_extensions
from nhacviec.cli import issued as cli_issued
from nhacviec.cli import issues as cli_issues
from nhacviec.cli import keys as cli_keys
from nhacviec.cli import moving as cli_moving
from nhacviec.cli import office as cli_office
from nhacviec.cli import people as cli_people
from nhacviec.cli import personal as cli_personal
from nhacviec.cli import plan as cli_plan
from nhacviec.cli import proof as cli_proof
from nhacviec.cli import reports as cli_reports
from nhacviec.cli import roster as cli_roster
from nhacviec.cli.support import known_settings, say, with_database
from nhacviec.config import policy_file
from nhacviec.config.settings import Settings, SettingsWrong
from nhacviec.monitoring import log
from nhacviec.monitoring.doctor import examine
from nhacviec.onboarding.importing import FileRefused
from nhacviec.runtime import clock
from nhacviec.runtime.roles import Role, RoleNeedsServer
from storage.engine.database import Database, DatabaseInUse
from storage.engine.encryption_key import Locked

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
cli_people.imports.command("plan")(cli_plan.import_plan)
cli_people.imports.command("roster")(cli_roster.import_roster)
cli_people.imports.command("assignments")(cli_assigning.import_assignments)
app.add_typer(cli_people.imports, name="import")
app.add_typer(cli_audit.audits, name="audit")
app.add_typer(cli_issues.register, name="issues")
app.add_typer(cli_issued.reports, name="report")
app.add_typer(cli_absence.absence, name="absence")
app.add_typer(cli_extensions.app, name="extensions")
app.command("invite")(cli_people.invite_people)
app.add_typer(cli_backup.quarantines, name="quarantine")
app.command("backup")(cli_backup.back_up)
app.command()(cli_backup.restore)
app.add_typer(cli_personal.data, name="personal")
app.add_typer(cli_keys.data_keys, name="keys")
app.command("move-to")(cli_moving.move_to)
app.command("unlink")(cli_people.unlink_official)
app.command()(cli_reports.simulate)
app.command()(cli_reports.summary)
app.command()(cli_office.briefing)
app.command("dissemination")(cli_office.disseminated)
app.add_typer(cli_approval.unit, name="unit")
app.add_typer(cli_approval.acceptance, name="acceptance")
app.command()(cli_office.disseminate)
app.command()(cli_assigning.assign)
app.command("assignments")(cli_assigning.write_assignments)
app.command("proof")(cli_proof.show_proof)
app.command("interpret")(cli_reports.interpret_lines)


def main() -> None:
    """Run a command; what can go wrong for a user ends in one clear line, not a traceback."""
    try:
        app()
    except SettingsWrong as wrong:
        sys.exit(str(wrong))
    except DatabaseInUse as busy:
        sys.exit(say("cli.busy", path=str(busy)))
    except RoleNeedsServer as alone:
        sys.exit(say("cli.role_needs_server", role=str(alone)))
    except Locked as locked:
        sys.exit(say(locked.key, **locked.facts))
    except FileRefused as refused:
        cli_people.print_errors(refused.errors)
        sys.exit(say("cli.refused", count=len(refused.errors)))
    except FileNotFoundError as missing:
        sys.exit(say("cli.no_file", path=str(missing.filename)))
    except Refusal as no:
        sys.exit(say(no.key, **no.facts))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
    log_level: Annotated[str, typer.Option(envvar="NHACVIEC_LOG_LEVEL")] = "INFO",
) -> None:
    log.set_up("WARNING" if version else log_level.upper())


@app.command()
def run(role: Role = Role.ALL) -> None:
    """Chạy dịch vụ. --role: chia việc cho nhiều tiến trình khi dùng PostgreSQL."""
    from nhacviec.runtime.run import run_service

    known = known_settings()
    asyncio.run(run_service(known, policy_file.policy(known.policy_file), role=role))


@app.command()
def demo(port: int = 8025) -> None:
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
        typer.echo(f"[{level:^7}] {sentence}")
    if any(level == "error" for level, _ in findings):
        raise typer.Exit(1)
