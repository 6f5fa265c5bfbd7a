"""Backup and restore, on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from domain.messages import Refusal
from nhacviec import clock
from nhacviec.terminal import known_settings, say
from storage import backups
from storage.backups import BackupFailed


def back_up(
    to: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Sao lưu cơ sở dữ liệu, cả khi dịch vụ đang chạy."""
    known = known_settings()
    folder = to or known.backup_dir
    if folder is None:
        raise Refusal("backup.where")
    try:
        made = backups.make(known.database_url, folder, known.backup_keep, clock.now())
    except BackupFailed as failed:
        raise Refusal(failed.key, failed.facts) from None
    typer.echo(say("backup.made", path=str(made)))


def restore(file: Path) -> None:
    """Khôi phục từ một tệp sao lưu; dịch vụ phải dừng. Cơ sở dữ liệu cũ được giữ lại bên cạnh."""
    try:
        before = backups.restore(known_settings().database_url, file)
    except BackupFailed as failed:
        raise Refusal(failed.key, failed.facts) from None
    typer.echo(say("backup.restored", path=str(file), before=str(before)))
