"""Keeps files: out of any web root, under a random name, readable by the service only."""

import errno
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from domain.reporting.evidence import (
    LOST,
    MOST_BYTES,
    TOO_LARGE,
    WRONG_KIND,
    FileRefused,
    media_type,
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`stored` is the name in the vault. `size` in bytes."""

    stored: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileStore:
    """A folder of files. `new_name` gives random names."""

    folder: Path
    new_name: Callable[[], str]

    async def keep(self, ending: str, chunks: AsyncIterator[bytes]) -> StoredFile:
        """Store what comes, if its first bytes fit its ending and it ends before the limit.

        Raises FileRefused, or whatever `chunks` raises; then nothing is kept.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        stored = self.new_name()
        try:
            return await self._write(stored, ending, chunks)
        except BaseException:
            self.path(stored).unlink(missing_ok=True)
            raise

    async def _write(self, stored: str, ending: str, chunks: AsyncIterator[bytes]) -> StoredFile:
        handle = os.open(self.path(stored), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        digest, size, kind = hashlib.sha256(), 0, ""
        with os.fdopen(handle, "wb") as file:
            async for chunk in chunks:
                kind = kind or media_type(chunk, ending)
                size += len(chunk)
                if size > MOST_BYTES:
                    raise FileRefused(TOO_LARGE)
                digest.update(chunk)
                file.write(chunk)
        if not kind:
            raise FileRefused(WRONG_KIND)
        return StoredFile(stored, kind, size, digest.hexdigest())

    def look(self, stored: str, kind: str) -> StoredFile:
        """A file that is here already. Raises FileRefused when it is not."""
        try:
            content = self.path(stored).read_bytes()
        except OSError:
            raise FileRefused(LOST) from None
        return StoredFile(stored, kind, len(content), hashlib.sha256(content).hexdigest())

    def path(self, stored: str) -> Path:
        return self.folder / Path(stored).name


def no_room(broken: Exception) -> bool:
    """Whether the disk is full, or what may be used of it."""
    return isinstance(broken, OSError) and broken.errno in (errno.ENOSPC, errno.EDQUOT)
