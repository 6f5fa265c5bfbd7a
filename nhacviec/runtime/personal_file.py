"""What is held about a person, as a Word file among those that messages and links may ask for."""

import asyncio
from datetime import datetime

from bot.delivery.composer import Archive, Wanted
from bot.features.privacy import handlers as privacy
from bot.rendering.markup import plain
from nhacviec.runtime.clock import Clock
from storage.engine.database import Database


def with_personal(archive: Archive, db: Database, clock: Clock) -> Archive:
    def name(wanted: Wanted) -> str:
        own = wanted["form"] == privacy.FORM
        return privacy.FILE_NAME if own else archive.name(wanted)

    async def make(wanted: Wanted) -> bytes:
        if wanted["form"] != privacy.FORM:
            return await archive.make(wanted)
        return await personal_file(db, clock(), wanted["official"])

    return Archive(name, make, archive.link)


async def personal_file(db: Database, now: datetime, official_id: int) -> bytes:
    """Its library is loaded when it is first wanted."""
    from documents.report.proof_docx import proof_page

    async with db.read() as tx:
        text = plain(await privacy.page(tx, official_id, now.isoformat()))[0]
    return await asyncio.to_thread(proof_page, text)
