"""The hash of an entry: what is put together by hand is its canonical JSON, on both databases."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from storage.audit import log as audit
from storage.audit import seals
from storage.engine.database import Database

NOW = datetime(2025, 10, 17, 2, tzinfo=UTC)
PLAIN: st.SearchStrategy[Any] = st.text() | st.integers() | st.booleans() | st.none() | st.floats()
FACTS = st.dictionaries(st.text(), PLAIN | st.lists(PLAIN))
ODD: tuple[dict[str, Any], ...] = (
    {},
    {"b": 'Ngô "Hòa" \\ \x01', "a": [1, {"z": None, "y": 0.5}]},
    {"ten": "Đơn vị"},
)


@given(st.datetimes(timezones=st.just(UTC)), st.tuples(st.text(), st.text(), st.text()), FACTS)
def test_the_hash_is_that_of_the_canonical_json(
    at: datetime, said: tuple[str, str, str], facts: dict[str, Any]
) -> None:
    entry = dict(zip(("actor", "action", "subject"), said, strict=True))
    whole = {**entry, "at": at.isoformat(), "facts": facts}
    canonical = json.dumps(whole, sort_keys=True, ensure_ascii=False)
    expected = hashlib.sha256(("before" + canonical).encode()).hexdigest()
    assert audit._link("before", at.isoformat(), said, audit._facts(facts)) == expected


async def lived(db: Database) -> None:
    for number, facts in enumerate(ODD):
        async with db.begin() as tx:
            at = NOW + timedelta(microseconds=number)
            subjects = [f"thư:{number}", f'"{number}"']
            await audit.add_all(tx, subjects, at=at, actor="Lan", action="said", **facts)


async def test_what_was_written_is_verified_as_it_is_kept(db: Database) -> None:
    await lived(db)
    async with db.read() as tx:
        assert await audit.first_broken(tx) is None


@pytest.mark.parametrize(
    "change",
    ["at = (SELECT at FROM audit_entries WHERE id = 1)", "actor = 'Minh'", "subject = 'x'",
     "facts = '{\"ten\": \"x\"}'", "action = 'x'", "previous_hash = hash"],
)  # fmt: skip
async def test_a_changed_entry_is_named(db: Database, change: str) -> None:
    await lived(db)
    async with db.begin() as tx:
        kept = "keep_audit_entries_update" if db.embedded else "keep_audit_entries"
        await tx.execute(text(f"DROP TRIGGER {kept}{'' if db.embedded else ' ON audit_entries'}"))
        await tx.execute(text(f"UPDATE audit_entries SET {change} WHERE id = 6"))
        assert await audit.first_broken(tx) == 6


async def test_a_round_with_nothing_new_looks_at_the_ends_alone(db: Database) -> None:
    assert await seals.seal(db, NOW) == 0
    async with db.read() as tx:
        assert await seals._behind(tx) == {}
