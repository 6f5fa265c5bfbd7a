"""One official is added, corrected, moved or ended; what that brings is told first."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from actions.acting import Acting
from actions.outcomes import Changed, Done
from actions.people import reading
from actions.people.reading import Said
from domain.imports.changes.consequences import Consequences
from domain.imports.rows import OfficialLine
from domain.messaging.messages import Facts, Refusal
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from storage.board import people
from storage.people import officials
from storage.plans import one_official
from storage.plans.import_changes import About

MOST_DUTIES = 20
"""So many are told one by one."""


@dataclass(frozen=True, slots=True)
class OfficialEdit:
    """`how`: add, edit, move or end. `ends`: the code of whoever leaves; else `line` is kept."""

    how: str
    ends: str = ""
    line: OfficialLine | None = None

    @property
    def code(self) -> str:
        return self.line.code if self.line else self.ends

    def to_data(self) -> dict[str, Any]:
        line = asdict(self.line) if self.line else None
        return {"how": self.how, "ends": self.ends, "line": line}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "OfficialEdit":
        line = OfficialLine(**data["line"]) if data["line"] else None
        return cls(data["how"], data["ends"], line)


async def authorise(acting: Acting) -> None:
    await acting.authorise(Action.IMPORT, Target(acting.me.unit_id))


async def own(acting: Acting, official_id: int) -> Official:
    """Somebody in service in the department of whoever asks."""
    await authorise(acting)
    found = (await officials.roster(acting.tx)).within(acting.me.unit_id).get(official_id)
    if found is None:
        raise Refusal("help.too_old")
    return found


async def show_phone(acting: Acting, official_id: int) -> Done:
    """The whole number, for whoever may let that person in; that it was looked at is kept."""
    person = (await officials.roster(acting.tx, acting.now)).get(official_id)
    target = Target(person.unit_id, person.id) if person else Target(-1)
    await acting.authorise(Action.ADMIT, target)
    if person is None:
        raise Refusal("help.too_old")
    phone = (await people.contact(acting.tx, person.id)).phone
    await acting.record("show_phone", person.subject)
    return Done({"name": person.name, "phone": phone})


async def edit_of(acting: Acting, how: str, said: Said) -> OfficialEdit:
    """What was said as a row of the roster. Refuses what does not fit, and says why."""
    await authorise(acting)
    if how == "end":
        return OfficialEdit(how, ends=said.code)
    return OfficialEdit(how, line=await reading.line_of(acting.tx, said, acting.me.unit_id))


async def foresee(acting: Acting, edit: OfficialEdit) -> Consequences:
    """What it would bring; nothing is written."""
    return await one_official.foresee(acting.tx, edit.line, edit.ends, acting.now)


async def facts_of(acting: Acting, edit: OfficialEdit, told: Consequences) -> dict[str, Any]:
    """The change with what it brings, for whoever confirms it."""
    line, tree = edit.to_data()["line"] or {}, await acting.tree()
    before = await officials.find_by_code(acting.tx, edit.code)
    unit_code = line.get("unit_code", "")
    return {
        "how": edit.how,
        "name": line.get("name") or (before.name if before else ""),
        "code": edit.code,
        "unit": tree.by_code[unit_code].name if unit_code in tree.by_code else "",
        "position": line.get("position", ""),
        "phone": line.get("phone", ""),
        "email": line.get("email", ""),
        "duties": [{"code": e.code, "heir": e.heir} for e in told.duties[:MOST_DUTIES]],
        "duty_count": len(told.duties),
        "vacant": sum(not each.heir for each in told.duties),
        "posts": [role.value for role in told.posts],
        "last": [role.value for role in told.last],
        "chats": told.chats,
        "invitations": told.invitations,
    }


def seen_as(facts: Facts) -> str:
    """A mark of what was shown: whoever confirms means exactly that."""
    return hashlib.sha256(repr(sorted(facts.items())).encode()).hexdigest()[:16]


async def apply(
    acting: Acting, edit: OfficialEdit, *, last: bool, seen: str | None = None
) -> Done | Changed:
    """Write it; all of it can be taken back under the number in the facts (`change`).

    `last`: even if nobody holds the post any more. `seen`: the mark of what was shown; Changed
    where it would be something else by now.
    """
    await authorise(acting)
    told = await foresee(acting, edit)
    facts = await facts_of(acting, edit, told)
    if seen is not None and seen != seen_as(facts):
        return Changed(facts)
    _refuse(acting, edit, told, facts, last=last)
    before = await officials.find_by_code(acting.tx, edit.code)
    about = About("official", facts["name"], acting.me.unit_id, acting.me.id)
    number = await one_official.apply(acting.tx, about, edit.line, edit.ends, acting.now)
    person = before or await officials.find_by_code(acting.tx, edit.code)
    subject = person.subject if person else f"official:{edit.code}"
    await acting.record(f"official.{edit.how}", subject, change=number)
    return Done(facts | {"change": number, "official_id": person.id if person else None})


def _refuse(
    acting: Acting, edit: OfficialEdit, told: Consequences, facts: Facts, *, last: bool
) -> None:
    if edit.ends == acting.me.code:
        raise Refusal("official.not_yourself")
    if not told.anything:
        raise Refusal("official.no_change")
    if told.last and not last:
        raise Refusal("official.last", facts)
