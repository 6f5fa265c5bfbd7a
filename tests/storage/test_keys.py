"""Whoever steals the database finds no phone number and no chat address in it."""

import asyncio
import json
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, String, select, type_coerce

from domain.messaging.messages import Chat, Contact, IncomingEvent
from domain.messaging.outbox import Kind, NewMessage
from storage.audit import log as audit
from storage.engine import encryption_key
from storage.engine.database import Database, open_database
from storage.engine.encryption_key import Locked
from storage.engine.json_codecs import event_to_json
from storage.maintenance import key_rotation
from storage.messaging import chat_links, inbox, outbox
from storage.people import invitations, officials
from storage.tables import METADATA
from storage.tables.cipher import Cipher, Unreadable
from storage.tables.columns import Encrypted, EncryptedJson
from tests import department, templates
from tests.conftest import Postgres
from tests.templates import KEY

NOW = datetime(2025, 10, 1, tzinfo=UTC)
PHONE, ADDRESS, OTHER_KEY = "+84500000007", "5550001234567", "another key for tests"
CHAT = Chat("telegram", ADDRESS)
PERSONAL = {"address", "phone", "email", "lane", "heard"}


async def lived_in(db: Database) -> None:
    """A person whose phone and chat stand wherever the service writes them."""
    await department.found(db, NOW)
    async with db.begin() as tx:
        lan = await officials.find_by_phone(tx, PHONE)
        assert lan is not None
        await chat_links.add(tx, lan.id, CHAT, NOW)
        await invitations.add_wrong_try(tx, CHAT, NOW)
        message = NewMessage("k", Kind.NOTICE, "help.unknown", {}, NOW, NOW, chat=CHAT)
        await outbox.add(tx, message, NOW)
        card = IncomingEvent(CHAT, "e1", NOW, contact=Contact(PHONE, own=True))
        await inbox.add_all(tx, [card], NOW)


async def seen_by_a_thief(db: Database) -> str:
    """Everything in the database, without the key."""
    seen: list[Any] = []
    async with db.read() as tx:
        for table in METADATA.sorted_tables:
            seen += (await tx.execute(select(*map(_raw, table.c)))).all()
    return repr(seen)


def _raw(column: Any) -> Any:
    if isinstance(column.type, EncryptedJson):
        return type_coerce(column, JSON())
    return type_coerce(column, String()) if isinstance(column.type, Encrypted) else column


async def knows_the_person(db: Database) -> bool:
    """Whether all of it is found again, and read."""
    async with db.read() as tx:
        lan = await officials.find_by_phone(tx, PHONE)
        link = await chat_links.find(tx, CHAT)
        [heard] = await inbox.waiting(tx, 10)
        tries = await invitations.wrong_tries(tx, now=NOW, within=timedelta(hours=1))
    assert lan is not None
    assert link is not None
    assert tries == {CHAT: 1}
    return (link.official_id, link.chat, heard.event.contact) == (
        lan.id,
        CHAT,
        Contact(PHONE, own=True),
    )


def in_the_file(path: Path, *words: str) -> list[str]:
    """What stands in the file or beside it, also where nothing refers to it any more."""
    seen = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    return [each for each in words if each.encode() in seen]


def test_what_leads_to_a_person_is_encrypted_in_every_table() -> None:
    columns = [column for table in METADATA.sorted_tables for column in table.c]
    open_ones = [str(each) for each in columns if each.name in PERSONAL and _raw(each) is each]
    assert open_ones == []


async def test_a_thief_reads_no_phone_and_no_address(db: Database) -> None:
    await lived_in(db)
    seen = await seen_by_a_thief(db)
    assert "Phạm Thị Lan" in seen
    assert [each for each in (PHONE[1:], ADDRESS) if each in seen] == []
    assert await knows_the_person(db)


async def test_a_database_of_before_is_encrypted_when_it_is_opened(postgres: Postgres) -> None:
    url = postgres.new_database()
    db = await open_database(url)
    await lived_in(db)
    assert ADDRESS in await seen_by_a_thief(db)
    await db.close()
    db = await open_database(url, [KEY])
    assert ADDRESS not in await seen_by_a_thief(db)
    assert await knows_the_person(db)
    await db.close()


async def test_no_trace_of_what_was_there_before_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    db = await open_database(templates.sqlite(path))
    await lived_in(db)
    await db.close()
    with closing(sqlite3.connect(path)) as old:  # as a release without encryption left it
        old.execute("DELETE FROM data_keys")
        old.execute("UPDATE officials SET phone = ? WHERE code = 'LAN'", (PHONE,))
        for table in ("links", "wrong_tries", "outbox_messages", "inbox"):
            old.execute(f"UPDATE {table} SET address = ?", (ADDRESS,))
        heard = event_to_json(IncomingEvent(CHAT, "e1", NOW, contact=Contact(PHONE, own=True)))
        old.execute("UPDATE inbox SET event = ?", (json.dumps(heard),))
        old.commit()
    assert in_the_file(path, PHONE, ADDRESS) == [PHONE, ADDRESS]
    db = await open_database(f"sqlite+aiosqlite:///{path}")
    assert await knows_the_person(db)
    await db.close()
    assert in_the_file(path, PHONE, ADDRESS) == []


async def test_the_key_lies_beside_a_file_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    await (await open_database(f"sqlite+aiosqlite:///{path}")).close()
    assert encryption_key.file(path).stat().st_mode & 0o777 == 0o600
    [key] = encryption_key.beside(path)
    assert len(key) >= 64
    encryption_key.file(path).chmod(0o644)
    with pytest.raises(Locked, match=r"keys\.open"):
        await open_database(f"sqlite+aiosqlite:///{path}")


async def test_a_wrong_key_opens_nothing_and_changes_nothing(database_url: str) -> None:
    db = await open_database(database_url, [KEY])
    await lived_in(db)
    seen = await seen_by_a_thief(db)
    await db.close()
    with pytest.raises(Locked, match=r"keys\.wrong"):
        await open_database(database_url, [OTHER_KEY])
    if "postgresql" in database_url:  # a file has its key beside it
        with pytest.raises(Locked, match=r"keys\.missing"):
            await open_database(database_url)
    db = await open_database(database_url, [OTHER_KEY, KEY])
    assert await seen_by_a_thief(db) == seen
    assert await knows_the_person(db)
    await db.close()


async def test_another_key_takes_the_place_of_one_that_leaked(database_url: str) -> None:
    db = await open_database(database_url, [KEY])
    await lived_in(db)
    before = await seen_by_a_thief(db)
    assert await key_rotation.rotate(db, OTHER_KEY, NOW) > 0
    assert await knows_the_person(db)
    async with db.read() as tx:
        assert (await audit.actions(tx))[-1] == "rotate_key"
    assert await seen_by_a_thief(db) != before
    await db.close()
    with pytest.raises(Locked):
        await open_database(database_url, [KEY])
    db = await open_database(database_url, [OTHER_KEY])
    assert await knows_the_person(db)
    await db.close()


async def test_a_key_is_not_changed_while_another_program_goes_on_with_it(
    postgres: Postgres,
) -> None:
    url = postgres.new_database()
    running, administrator = [await open_database(url, [KEY]) for _ in range(2)]
    with pytest.raises(key_rotation.SomebodyElse):
        await key_rotation.rotate(administrator, OTHER_KEY, NOW)
    await running.close()
    for _ in range(100):  # the server sees a little later that somebody has gone
        with suppress(key_rotation.SomebodyElse):
            await key_rotation.rotate(administrator, OTHER_KEY, NOW)
            break
        await asyncio.sleep(0.05)
    assert administrator.fits(OTHER_KEY)
    await administrator.close()


@given(st.text())
def test_a_value_comes_back_as_it_was(value: str) -> None:
    key = Cipher(KEY)
    assert key.decrypt(key.encrypt(value)) == value
    assert key.encrypt(value) == Cipher(KEY).encrypt(value)
    assert not value or value not in key.encrypt(value) or len(value) < 8


def test_a_changed_value_is_not_taken_for_another() -> None:
    key = Cipher(KEY)
    hidden = key.encrypt(ADDRESS)
    for changed in (hidden[:-4] + "AAAA", hidden[:-1], "siv1:", "siv1:*"):
        with pytest.raises(Unreadable):
            key.decrypt(changed)
    with pytest.raises(Unreadable):
        Cipher(OTHER_KEY).decrypt(hidden)


def test_a_long_value_is_packed_before_it_is_encrypted() -> None:
    """What is encrypted packs no more; a sentence said again and again takes most of the room."""
    key, said = Cipher("a key of the test"), "Đồng chí còn việc phải báo cáo tháng 10. " * 40
    stored = key.encrypt(said)
    assert len(stored) < len(said) / 4
    assert key.decrypt(stored) == said
    assert key.encrypt(said) == stored
    for changed in (stored[:-4] + "AAAA", "siz1:", stored.replace("siz1:", "siv1:")):
        with pytest.raises(Unreadable):
            key.decrypt(changed)
