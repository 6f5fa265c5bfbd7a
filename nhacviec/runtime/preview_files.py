"""Puts what lies in the vault, previews and documents, beside the files that messages may bring."""

import asyncio

from bot.delivery.composer import Archive, Wanted
from bot.features.imports.file_reader import PREVIEW
from bot.files.file_store import FileStore
from domain.announcements.attachments import ENCLOSED

IN_VAULT = (PREVIEW, ENCLOSED)


def with_previews(files: Archive, file_store: FileStore) -> Archive:
    """The same archive, which has also what lies in the vault."""

    def name(wanted: Wanted) -> str:
        return str(wanted["name"]) if wanted["form"] in IN_VAULT else files.name(wanted)

    async def make(wanted: Wanted) -> bytes:
        if wanted["form"] not in IN_VAULT:
            return await files.make(wanted)
        return await asyncio.to_thread(file_store.path(wanted["stored"]).read_bytes)

    return Archive(name, make, files.link)
