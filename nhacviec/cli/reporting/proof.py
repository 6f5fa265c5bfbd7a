"""The proof about one duty, on the command line."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.features.reports import delivery_proof
from bot.rendering.markup import plain
from domain.calendar.periods import Period
from domain.messaging.messages import Refusal
from nhacviec.cli import departments
from nhacviec.cli.imports.people import Root
from nhacviec.cli.support import put_out, say, with_database, write_file
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from storage.engine.database import Database
from storage.people import units
from storage.reports import duties


class Form(StrEnum):
    TEXT = "text"
    DOCX = "docx"


def show_proof(
    duty: Annotated[str, typer.Option()],
    month: Annotated[str, typer.Option()],
    form: Annotated[Form, typer.Option("--format")] = Form.TEXT,
    output: Annotated[Path | None, typer.Option()] = None,
    root: Root = "",
) -> None:
    """Ai được nhắc khi nào, qua kênh nào, đã trả lời gì: một trang để lưu hồ sơ."""

    async def work(db: Database, _known: Settings) -> str:
        return await _page(db, root, duty, Period.parse(month))

    text = plain(with_database(work))[0]
    if form is Form.TEXT:
        put_out(text, output)
        return
    from documents.report.proof_docx import proof_page

    name = say("proof.file", duty=duty.replace("@", " "), month=month)
    write_file(name, proof_page(text), output)


async def _page(db: Database, root: str, wanted: str, period: Period) -> str:
    task, _, unit = wanted.partition("@")
    unknown = Refusal("proof.unknown", {"duty": wanted, "month": str(period)})
    async with db.read() as tx:
        tree = await units.tree(tx)
        if unit not in tree.by_code:
            raise unknown
        here = tree.by_code[unit].id
        cycle = await departments.opened(tx, root, period, unit)
        listed = await duties.of_cycle(tx, cycle.id, [here])
        found = [each for each in listed if each.task_code == task]
        if not found:
            raise unknown
        return await delivery_proof.page(tx, found[0], cycle, clock.now())
