"""The roster: officials and the posts they hold."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from domain.calendar.work_calendar import local_day
from domain.imports.progress import ROWS
from domain.imports.roster_diff import Member, members_after
from domain.imports.rows import OfficialLine
from domain.people.officials import Official, Post, Role
from domain.reporting.recipients import Roster
from domain.text.names import code_key, known_code
from storage.engine.database import Tx
from storage.messaging import chat_links
from storage.people import office_settings
from storage.people.roster import official_of, roots
from storage.people.roster import roster as roster
from storage.tables import INVITATIONS, LINKS, OFFICIALS, POSITIONS, UNITS

IN_CHARGE = ("phụ trách cải cách hành chính", "phụ trách cchc")


async def members(tx: Tx) -> list[Member]:
    """Everybody in service as the roster has it, to be compared with a new one."""
    held: dict[int, set[Role]] = {}
    for post in await tx.execute(select(POSITIONS).where(POSITIONS.c.ended_on.is_(None))):
        held.setdefault(post.official_id, set()).add(Role(post.role))
    query = select(OFFICIALS, UNITS.c.code.label("unit_code"))
    living = query.join(UNITS, UNITS.c.id == OFFICIALS.c.unit_id).where(
        OFFICIALS.c.ended_at.is_(None)
    )
    return [
        Member(
            row.code,
            row.name,
            row.phone,
            row.email,
            row.position,
            row.unit_code,
            frozenset(held.get(row.id, ())),
        )
        for row in await tx.execute(living.order_by(OFFICIALS.c.code))
    ]


async def get(tx: Tx, official_id: int) -> Official:
    found = await _find(tx, OFFICIALS.c.id == official_id)
    if found is None:
        raise LookupError(official_id)
    return found


async def acting(tx: Tx, official_id: int, now: datetime) -> Official:
    """Somebody as he may act now: with the posts and duties of those for whom he stands in."""
    people = await roster(tx, now)
    person = people.get(official_id)
    if person is None:
        raise LookupError(official_id)
    if not any(each.stand_in_id for each in people.away.values()):
        return person
    lent = [each for each in people.officials if _stands_in(people, person, each)]
    posts = dict.fromkeys((*person.posts, *(post for each in lent for post in each.posts)))
    return replace(person, posts=tuple(posts), acts_for=tuple(each.id for each in lent))


def _stands_in(people: Roster, person: Official, absent: Official) -> bool:
    found = people.stand_in(absent.id)
    return found is not None and found.id == person.id


async def find_named(tx: Tx, named: str) -> Official | None:
    """Whoever has this e-mail address, or this very code; None where two have the address."""
    if "@" not in named:
        return await _find(tx, OFFICIALS.c.code == named)
    known = select(OFFICIALS.c.id, OFFICIALS.c.email).where(
        OFFICIALS.c.ended_at.is_(None), OFFICIALS.c.email != ""
    )
    rows = [row for row in await tx.execute(known) if row.email.casefold() == named.casefold()]
    return await _find(tx, OFFICIALS.c.id == rows[0].id) if len(rows) == 1 else None


async def find_by_code(tx: Tx, code: str) -> Official | None:
    """Whoever has this code, however it is typed."""
    alike = select(OFFICIALS.c.code).where(func.lower(OFFICIALS.c.code) == code_key(code))
    meant = known_code(code, sorted((await tx.execute(alike)).scalars(), key=code.__ne__))
    return await _find(tx, OFFICIALS.c.code == meant)


async def find_by_phone(tx: Tx, phone: str) -> Official | None:
    """Whoever alone has this number, in the form +84912345678; None if nobody or several."""
    same = OFFICIALS.c.phone == phone, OFFICIALS.c.ended_at.is_(None)
    codes = (await tx.execute(select(OFFICIALS.c.code).where(*same))).scalars().all()
    return await find_by_code(tx, codes[0]) if phone and len(codes) == 1 else None


async def _find(tx: Tx, condition: Any) -> Official | None:
    row = (await tx.execute(select(OFFICIALS).where(condition))).one_or_none()
    if row is None or row.ended_at is not None:
        return None
    held = select(POSITIONS).where(
        POSITIONS.c.official_id == row.id, POSITIONS.c.ended_on.is_(None)
    )
    posts = [
        Post(Role(post.role), post.unit_id)
        for post in await tx.execute(held.order_by(POSITIONS.c.id))
    ]
    return official_of(row, posts)


async def subjects(tx: Tx) -> dict[str, tuple[str, str]]:
    """Code and name of everybody, also of those who left, by the subject of the audit log."""
    rows = await tx.execute(select(OFFICIALS.c.subject, OFFICIALS.c.code, OFFICIALS.c.name))
    return {row.subject: (row.code, row.name) for row in rows}


async def posts_of(tx: Tx, code: str) -> list[tuple[str, str]]:
    """Where somebody held posts, in their order: the unit, and the day each ended, or nothing."""
    query = (
        select(UNITS.c.code, POSITIONS.c.ended_on)
        .join(POSITIONS, POSITIONS.c.unit_id == UNITS.c.id)
        .join(OFFICIALS, OFFICIALS.c.id == POSITIONS.c.official_id)
        .where(OFFICIALS.c.code == code)
    )
    rows = await tx.execute(query.order_by(POSITIONS.c.id))
    return [(row.code, row.ended_on.isoformat() if row.ended_on else "") for row in rows]


async def set_language(tx: Tx, official_id: int, language: str) -> None:
    change = update(OFFICIALS).where(OFFICIALS.c.id == official_id)
    await tx.execute(change.values(language=language))
    await chat_links.forget_menus(tx, official_id)


async def add(tx: Tx, *, code: str, name: str, position: str, unit_id: int, now: datetime) -> int:
    """Put one person on the roster as a plain official; returns the id."""
    values = {"code": code, "name": name, "phone": "", "email": "", "position": position}
    added = insert(OFFICIALS).values(**values, unit_id=unit_id, language="vi", started_at=now)
    official_id = int((await tx.execute(added.returning(OFFICIALS.c.id))).scalar_one())
    await _add_post(tx, official_id, Post(Role.OFFICIAL, unit_id), local_day(now))
    return official_id


async def save(
    tx: Tx, lines: Sequence[OfficialLine], now: datetime, spared: Collection[str] = ()
) -> int:
    """Make the roster what the file says. People it no longer names leave; nobody is deleted.

    `spared` are codes of people who are not named and yet stay as they are.
    Returns how many people are new, changed or gone.
    """
    units = {row.code: row for row in await tx.execute(select(UNITS))}
    known = {row.code: row for row in await tx.execute(select(OFFICIALS))}
    kinds = {row.code: row.kind for row in units.values()}
    before = {each.code: each for each in await members(tx)}
    changed = 0
    for line in ROWS.counted(members_after(lines, kinds, before)):
        unit = units[line.unit_code]
        official_id, new = await _save_person(tx, line, unit.id, known.get(line.code), now)
        posts = {Post(role, unit.id) for role in line.roles}
        moved = await _save_posts(tx, official_id, posts, local_day(now))
        changed += int(new or moved)
        if moved:
            await chat_links.forget_menus(tx, official_id)
        if _is_in_charge(line.position) and Role.DEPUTY_DIRECTOR in {post.role for post in posts}:
            await _put_in_charge(tx, line.code, unit.id, now)
    return changed + await _end_others(tx, {line.code for line in lines} | set(spared), now)


async def _put_in_charge(tx: Tx, code: str, unit_id: int, now: datetime) -> None:
    """Instead of whoever was it in this department; those of others stay."""
    departments = await roots(tx)
    before = (await office_settings.get(tx, office_settings.DEPUTY_IN_CHARGE)).split()
    query = select(OFFICIALS.c.code, OFFICIALS.c.unit_id).where(OFFICIALS.c.code.in_(before))
    homes = {row.code: departments[row.unit_id] for row in await tx.execute(query)}
    others = [each for each in before if homes.get(each) not in (None, departments[unit_id])]
    codes = " ".join([*others, code])
    await office_settings.save(tx, office_settings.DEPUTY_IN_CHARGE, codes, now)


def _is_in_charge(position: str) -> bool:
    return any(words in position.casefold() for words in IN_CHARGE)


async def _save_person(
    tx: Tx, line: Member, unit_id: int, row: Row[Any] | None, now: datetime
) -> tuple[int, bool]:
    values: dict[str, Any] = {
        "name": line.name,
        "phone": line.phone,
        "email": line.email,
        "position": line.position,
        "unit_id": unit_id,
    }
    if row is not None:  # somebody who comes back has what was known, where nothing is said
        values = {name: value or getattr(row, name) for name, value in values.items()}
    if row is None:
        added = insert(OFFICIALS).values(code=line.code, language="vi", started_at=now, **values)
        return int((await tx.execute(added.returning(OFFICIALS.c.id))).scalar_one()), True
    if row.ended_at is None and all(getattr(row, name) == kept for name, kept in values.items()):
        return int(row.id), False
    change = update(OFFICIALS).where(OFFICIALS.c.id == row.id)
    await tx.execute(change.values(**values, ended_at=None))
    return int(row.id), True


async def _save_posts(tx: Tx, official_id: int, posts: set[Post], today: date) -> bool:
    held_now = select(POSITIONS).where(
        POSITIONS.c.official_id == official_id, POSITIONS.c.ended_on.is_(None)
    )
    held = {Post(Role(row.role), row.unit_id): row.id for row in await tx.execute(held_now)}
    for post, post_id in held.items():
        if post not in posts:
            await tx.execute(
                update(POSITIONS).where(POSITIONS.c.id == post_id).values(ended_on=today)
            )
    for post in sorted(posts - held.keys(), key=lambda each: each.role):
        await _add_post(tx, official_id, post, today)
    return posts != held.keys()


async def _add_post(tx: Tx, official_id: int, post: Post, today: date) -> None:
    await tx.execute(
        insert(POSITIONS).values(
            official_id=official_id, unit_id=post.unit_id, role=post.role.value, started_on=today
        )
    )


async def end_posts(tx: Tx, unit_id: int, roles: Collection[Role], on: date) -> None:
    """Nobody holds these roles in the unit from this day; the people stay."""
    held = POSITIONS.c.unit_id == unit_id, POSITIONS.c.role.in_([role.value for role in roles])
    living = update(POSITIONS).where(*held, POSITIONS.c.ended_on.is_(None))
    await tx.execute(living.values(ended_on=on))


async def _end_others(tx: Tx, codes: set[str], now: datetime) -> int:
    gone = select(OFFICIALS.c.id).where(
        OFFICIALS.c.code.not_in(codes), OFFICIALS.c.ended_at.is_(None)
    )
    ids = [row.id for row in await tx.execute(gone)]
    if ids:
        await tx.execute(update(OFFICIALS).where(OFFICIALS.c.id.in_(ids)).values(ended_at=now))
        living = POSITIONS.c.official_id.in_(ids), POSITIONS.c.ended_on.is_(None)
        await tx.execute(update(POSITIONS).where(*living).values(ended_on=local_day(now)))
        waiting = INVITATIONS.c.official_id.in_(ids), INVITATIONS.c.used_at.is_(None)
        unused = update(INVITATIONS).where(*waiting, INVITATIONS.c.revoked_at.is_(None))
        await tx.execute(unused.values(revoked_at=now))
        chat_links = LINKS.c.official_id.in_(ids), LINKS.c.state != "ended"
        await tx.execute(
            update(LINKS).where(*chat_links).values(state="ended", reason="left", changed_at=now)
        )
    return len(ids)
