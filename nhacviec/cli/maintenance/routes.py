"""The access table on the command line: every command, button and step, and what it requires."""

import typer

from bot.inbound.routing import access_table
from bot.routes import ROUTES
from web import routing
from web.pages import register


def list_routes(board: bool = False) -> None:
    """In bảng quyền truy cập: mỗi lệnh, nút và bước hội thoại đòi hỏi quyền gì.

    --board: mỗi địa chỉ của Bảng điều hành.
    """
    lines = routing.access_table(register.ROUTES) if board else access_table(ROUTES)
    typer.echo("\n".join(lines))
