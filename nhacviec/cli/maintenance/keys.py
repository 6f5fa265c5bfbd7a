"""The key that phone numbers and chat addresses are encrypted with, on the command line."""

import typer

from domain.messaging.messages import Refusal
from nhacviec.cli.support import say, with_database
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from storage.engine import encryption_key
from storage.engine.database import Database
from storage.maintenance import key_rotation

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
