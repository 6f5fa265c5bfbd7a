"""Backup, restore, quarantine, the keys of the data, and the move to PostgreSQL."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from domain.messaging.messages import Refusal
from nhacviec.cli.support import known_settings, progress, reads, say, with_database, writes
from nhacviec.config.settings import Settings, on_server
from nhacviec.runtime import clock
from storage.engine import encryption_key
from storage.engine.database import Database, Tx, database_file, open_database
from storage.maintenance import backups, key_rotation
from storage.maintenance.backups import BackupFailed
from storage.maintenance.copy_to_postgres import MoveFailed, move
from storage.messaging import quarantine

data_keys = typer.Typer(no_args_is_help=True)


@data_keys.callback()
def about_keys() -> None:
    """Khóa mã hóa số điện thoại và địa chỉ trò chuyện trong cơ sở dữ liệu."""


@data_keys.command()
def rotate() -> None:
    """Mã hóa lại bằng khóa mới; dịch vụ phải dừng.

    Trước đó ghi khóa mới vào dòng đầu của tệp khóa, trên khóa cũ. Tệp khóa nằm cạnh cơ sở dữ
    liệu SQLite thì lệnh này tự tạo khóa mới.
    """
    typer.echo(say("keys.rotated", rows=with_database(_rotate)))


async def _rotate(db: Database, known: Settings) -> int:
    if not known.data_keys:
        return await _rotate_beside(db)
    coming = known.data_keys[0]
    if len(known.data_keys) < 2 or db.fits(coming):
        raise Refusal("keys.no_new_one")
    return await _rotate_to(db, coming)


async def _rotate_beside(db: Database) -> int:
    """Whenever this is cut off, the file still has the key that fits."""
    before, coming = encryption_key.beside(db.file), encryption_key.new()
    encryption_key.put_beside(db.file, [coming, *before])
    changed = await _rotate_to(db, coming)
    encryption_key.put_beside(db.file, [coming])
    return changed


async def _rotate_to(db: Database, key: str) -> int:
    try:
        return await key_rotation.rotate(db, key, clock.now())
    except key_rotation.SomebodyElse:
        raise Refusal("keys.somebody_else") from None


quarantines = typer.Typer(no_args_is_help=True)


def back_up(
    to: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Sao lưu cơ sở dữ liệu, cả khi dịch vụ đang chạy."""
    known = known_settings()
    folder = to or known.backup_dir
    if folder is None:
        raise Refusal("backup.where")
    try:
        with progress() as bar:
            made = backups.make(
                known.database_url, folder, known.backup_keep, clock.now(), bar("cli.bytes_copied")
            )
    except BackupFailed as failed:
        raise Refusal(failed.key, failed.facts) from None
    typer.echo(say("backup.made", path=str(made)))


def restore(file: Path) -> None:
    """Khôi phục từ một tệp sao lưu; dịch vụ phải dừng. Cơ sở dữ liệu cũ được giữ lại bên cạnh.

    Sau đó chưa gửi tin nhắc nào cho đến khi Văn phòng Sở cho phép.
    """
    known = known_settings()
    try:
        before = backups.restore(known.database_url, file, partial(_hold_back, known))
    except BackupFailed as failed:
        raise Refusal(failed.key, failed.facts) from None
    typer.echo(say("backup.restored", path=str(file), before=str(before)))
    typer.echo(say("quarantine.begun"))


def _hold_back(known: Settings, copy: str) -> None:
    """A copy that has not been marked never becomes the database."""
    asyncio.run(
        _begin(copy, known.data_keys or encryption_key.beside(database_file(known.database_url)))
    )


async def _begin(copy: str, known_keys: Sequence[str]) -> None:
    db = await open_database(copy, known_keys)
    try:
        async with db.begin() as tx:
            await quarantine.begin(tx, "restored", clock.now())
    finally:
        await db.close()


@quarantines.callback()
def about_quarantine() -> None:
    """Tạm dừng gửi tin sau khi khôi phục, hoặc khi đồng hồ sai."""


@quarantines.command()
@writes
async def begin(tx: Tx, clock_is_wrong: Annotated[bool, typer.Option("--clock")] = False) -> str:
    """Tạm dừng gửi tin, sau khi tự khôi phục cơ sở dữ liệu PostgreSQL.

    --clock: đồng hồ của máy chủ đã sai; Văn phòng Sở rà soát rồi mới cho phép gửi tiếp.
    """
    await quarantine.begin(tx, "clock" if clock_is_wrong else "restored", clock.now())
    return say("quarantine.begun")


@quarantines.command()
@reads
async def show(tx: Tx) -> str:
    """Hệ thống có đang tạm dừng gửi tin không, từ khi nào, vì sao."""
    found = await quarantine.stands(tx)
    if found is None:
        return say("quarantine.none")
    return say("quarantine.stands", reason=found.reason, **found.facts(()))


@quarantines.command()
@writes
async def lift(
    tx: Tx, nothing_lost: Annotated[bool, typer.Option("--nothing-lost")] = False
) -> str:
    """Cho phép gửi tin trở lại.

    --nothing-lost: dịch vụ không chạy từ lúc sao lưu (chuyển máy); bước đến hạn sẽ được gửi muộn.
    """
    lifted = await quarantine.lift(tx, "command line", clock.now(), nothing_lost=nothing_lost)
    return say("quarantine.lifted" if lifted else "quarantine.lifted_before")


def move_to(url: str) -> None:
    """Chuyển toàn bộ dữ liệu sang PostgreSQL (postgresql://…) còn trống; dịch vụ phải dừng.

    Mật khẩu: đặt trong biến PGPASSWORD hoặc tệp ~/.pgpass.
    """

    async def work(source: Database, known: Settings) -> int:
        if not source.embedded:
            raise Refusal("moving.where")
        if not known.data_keys:
            raise Refusal("moving.key", {"path": str(encryption_key.file(source.file))})
        target = await open_database(on_server(url), known.data_keys)
        try:
            with progress() as bar:
                return await move(source, target, bar("cli.rows_moved"))
        finally:
            await target.close()

    if not url.startswith("postgresql"):
        raise Refusal("moving.where")
    try:
        copied = with_database(work)
    except MoveFailed as failed:
        raise Refusal(failed.key, failed.facts) from None
    typer.echo(say("moving.done", rows=copied))
