"""The access table on the command line: every command, button and step, and what it requires."""

import typer

from bot.inbound.routing import access_table
from bot.routes import ROUTES


def list_routes() -> None:
    """In bảng quyền truy cập: mỗi lệnh, nút và bước hội thoại đòi hỏi quyền gì."""
    typer.echo("\n".join(access_table(ROUTES)))
