"""Reads what is typed of one official into a row of the roster, or says what is wrong with it."""

import re
from dataclasses import dataclass, replace
from typing import Any

from domain.imports.roster_vocabulary import role_of_position
from domain.imports.rows import OfficialLine
from domain.imports.unit_names import UnitNames
from domain.messaging.messages import Refusal
from domain.text.cleaning import one_line
from domain.text.names import person_name, same_name
from domain.text.normalize import plain
from domain.text.phones import read_phone
from storage.engine.database import Tx
from storage.people import officials
from storage.plans import roster_import

PARTS = re.compile(r"\s*[;\n]\s*")
FIELDS = {
    "name": ("ho va ten", "ho ten", "ten"),
    "position": ("chuc vu", "chuc danh", "vai tro"),
    "phone": ("so dien thoai", "dien thoai", "dt", "sdt"),
    "email": ("email", "thu dien tu", "hop thu"),
    "focal": ("dau moi",),
}
NO = frozenset(("khong", "thoi", "bo"))
LATER = re.compile(r"[A-Za-z_]*?(\d+)")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of somebody; what is empty stays as it is."""

    code: str = ""
    name: str = ""
    unit: str = ""
    position: str = ""
    phone: str = ""
    email: str = ""
    focal: bool | None = None


def added(words: str) -> Said:
    """ "Họ tên; đơn vị; chức vụ; điện thoại", on one line or several."""
    parts = [one_line(part) for part in PARTS.split(words.strip())]
    if len(parts) < 2 or not all(parts[:2]):
        raise Refusal("official.add_how")
    name, unit, position, phone = (*parts, "", "")[:4]
    return Said("", name, unit, position, phone)


def moved(code: str, words: str) -> Said:
    """ "Đơn vị mới; chức vụ mới"."""
    unit, position = (*PARTS.split(one_line(words)), "")[:2]
    return Said(code, unit=unit, position=position)


def edited(code: str, words: str) -> Said:
    """ "chức vụ: Phó Trưởng phòng; điện thoại: 0912 345 678"."""
    found: dict[str, Any] = {}
    for part in PARTS.split(words.strip()):
        label, _, value = part.partition(":")
        field = next((name for name, labels in FIELDS.items() if plain(label) in labels), "")
        if not field or not value.strip():
            raise Refusal("official.edit_how")
        found[field] = one_line(value)
    if "focal" in found:
        found["focal"] = plain(found["focal"]) not in NO
    return Said(code, **found)


async def line_of(tx: Tx, said: Said, within: int) -> OfficialLine:
    """The row of the roster. Raises Refusal, which says what is wrong."""
    known = await roster_import.known(tx, within)
    members = {each.code: each for each in await officials.members(tx)}
    before = members.get(said.code)
    unit = _unit(UnitNames(known.units), said.unit) if said.unit else ""
    unit = unit or (before.unit_code if before else "")
    phone = _phone(said.phone)
    _refuse_twice(said, unit, phone, members)
    kind = next((each.kind for each in known.units if each.code == unit), "")
    role = role_of_position(said.position, kind) if said.position else ""
    focal = said.focal if before else bool(said.focal)
    code = said.code or fresh_code(known.codes)
    name = person_name(said.name)
    position = said.position
    return OfficialLine(code, name, phone, unit, role, position, focal, said.email)


def _unit(names: UnitNames, words: str) -> str:
    found = names.find(words)
    if len(found.codes) != 1:
        raise Refusal("official.no_unit", {"unit": words[:60], "guess": found.guess})
    return found.codes[0]


def _phone(words: str) -> str:
    if not words:
        return ""
    read = read_phone(words)
    if read is None or not read.number or read.doubt:
        raise Refusal("official.no_phone", {"phone": words[:40]})
    return read.number


def _refuse_twice(said: Said, unit: str, phone: str, members: dict[str, Any]) -> None:
    """Somebody new must not be somebody known, and a number is one person's."""
    others = [each for code, each in members.items() if code != said.code]
    same = [each for each in others if phone and each.phone == phone]
    if not said.code:
        same += [e for e in others if e.unit_code == unit and same_name(e.name, said.name)]
    if same:
        raise Refusal("official.known", {"name": same[0].name, "code": same[0].code})


def fresh_code(known: frozenset[str]) -> str:
    """A code that nobody had, in the manner of those that are known: CB072 after CB071."""
    numbers = [int(found[1]) for code in known if (found := LATER.fullmatch(code))]
    return f"CB{max(numbers, default=0) + 1:03d}"


def replace_code(said: Said, code: str) -> Said:
    """The same of somebody whose code was typed in another spelling."""
    return replace(said, code=code)
