"""Puts the previews of imports beside the files that letters may bring."""

import asyncio

from bot.compose import Archive, Wanted
from bot.intake import PREVIEW
from bot.vault import Vault


def with_previews(files: Archive, vault: Vault) -> Archive:
    """The same archive, which has also the workbooks that lie in the vault."""

    def name(wanted: Wanted) -> str:
        return str(wanted["name"]) if wanted["form"] == PREVIEW else files.name(wanted)

    async def make(wanted: Wanted) -> bytes:
        if wanted["form"] != PREVIEW:
            return await files.make(wanted)
        return await asyncio.to_thread(vault.path(wanted["stored"]).read_bytes)

    return Archive(name, make, files.link)
