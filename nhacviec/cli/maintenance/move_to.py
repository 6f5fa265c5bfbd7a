"""Moving to PostgreSQL, on the command line."""

import typer

from domain.messaging.messages import Refusal
from nhacviec.cli.support import say, with_database
from nhacviec.config.settings import Settings, on_server
from storage.engine import encryption_key
from storage.engine.database import Database, open_database
from storage.maintenance.copy_to_postgres import MoveFailed, move


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
            return await move(source, target, _tell)
        finally:
            await target.close()

    if not url.startswith("postgresql"):
        raise Refusal("moving.where")
    try:
        copied = with_database(work)
    except MoveFailed as failed:
        raise Refusal(failed.key, failed.facts) from None
    typer.echo(say("moving.done", rows=copied))


def _tell(table: str, rows: int) -> None:
    typer.echo(f"{table}: {rows}")
