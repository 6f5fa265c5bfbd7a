"""The key of a database: put in place once, and checked whenever the database is opened."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Row,
    String,
    Table,
    bindparam,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.types import TypeEngine

from storage.engine import migrate
from storage.tables import DATA_KEYS, METADATA
from storage.tables.cipher import Cipher
from storage.tables.columns import (
    Encrypted,
    EncryptedJson,
    hidden,
    hidden_json,
    shown,
    shown_json,
)

PROOF = "nhacviec"  # what is kept encrypted, so that a wrong key is known before it is used
BATCH = 1_000
OTHERS = 0o007


class Locked(Exception):
    """The database cannot be read; the key of a sentence says why. Nothing was changed."""

    def __init__(self, key: str, **facts: str) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


def beside(path: Path) -> list[str]:
    """The keys in the file beside a SQLite database; made when it is not there yet.

    Raises Locked when others may read them, too.
    """
    if not file(path).exists():
        put_beside(path, [new()])
    if file(path).stat().st_mode & OTHERS:
        raise Locked("keys.open", path=str(file(path)))
    return file(path).read_text("utf-8").splitlines()


def put_beside(path: Path, keys: Sequence[str]) -> None:
    """Only its owner can read the file, and it is never half written."""
    coming = path.with_name(f"{file(path).name}.part")
    coming.unlink(missing_ok=True)
    coming.touch(mode=0o600)
    with coming.open("w", encoding="utf-8") as written:
        written.writelines(f"{each}\n" for each in keys)
        written.flush()
        os.fsync(written.fileno())
    coming.replace(file(path))


def new() -> str:
    return secrets.token_urlsafe(48)


def file(path: Path) -> Path:
    """Where the key of a SQLite database lies that was given none."""
    return path.with_name(f"{path.name}.key")


async def unlock(engine: AsyncEngine, keys: Sequence[str]) -> tuple[Cipher | None, int]:
    """The cipher that fits; and how many rows were encrypted just now, for the first time.

    Without a key the database is used as it is, if it never had one. Raises Locked.
    """
    ciphers = [Cipher(each) for each in keys]
    async with engine.begin() as tx:
        await migrate.in_turn(tx)
        proof = (await tx.execute(select(DATA_KEYS.c.proof))).scalar()
        if proof is None and ciphers:
            await tx.execute(insert(DATA_KEYS).values(id=1, proof=ciphers[0].encrypt(PROOF)))
            return ciphers[0], await encrypt_all(tx, None, ciphers[0])
    fitting = [each for each in ciphers if each.encrypt(PROOF) == proof]
    if proof is not None and not fitting:
        raise Locked("keys.wrong" if ciphers else "keys.missing")
    return (fitting[0] if fitting else None), 0


async def encrypt_all(tx: AsyncConnection, old: Cipher | None, new: Cipher) -> int:
    """Encrypt every value that is to be hidden anew; returns how many rows were changed."""
    changed = 0
    for table in METADATA.sorted_tables:
        columns = [each for each in table.c if isinstance(each.type, Encrypted | EncryptedJson)]
        if columns:
            changed += await _encrypt(tx, table, columns, (old, new))
    return changed


async def _encrypt(
    tx: AsyncConnection,
    table: Table,
    columns: Sequence[Column[Any]],
    old_and_new: tuple[Cipher | None, Cipher],
) -> int:
    last, changed = 0, 0
    raw = [type_coerce(each, _raw(each)).label(each.name) for each in columns]
    values = {each.name: bindparam(f"to_{each.name}", type_=_raw(each)) for each in columns}
    here = update(table).where(table.c.id == bindparam("this")).values(values)
    page = select(table.c.id, *raw).order_by(table.c.id).limit(BATCH)
    while rows := (await tx.execute(page.where(table.c.id > last))).all():
        made = [
            {"this": row.id} | {f"to_{it.name}": _again(it, row, *old_and_new) for it in columns}
            for row in rows
        ]
        await tx.execute(here, made)
        last, changed = rows[-1].id, changed + len(rows)
    return changed


def _raw(column: Column[Any]) -> TypeEngine[Any]:
    """What the database holds, past the type that would use the key of the engine."""
    return JSON() if isinstance(column.type, EncryptedJson) else String()


def _again(column: Column[Any], row: Row[Any], old: Cipher | None, new: Cipher) -> Any:
    value = getattr(row, column.name)
    if isinstance(column.type, EncryptedJson):
        return hidden_json(shown_json(value, old), new)
    return hidden(shown(value, old), new)
