"""What the address of the log asks for: words, who, which task, which kind, which days, how far."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from domain.calendar.work_calendar import at_local
from domain.people.units import Tree
from domain.text.normalize import plain
from storage.audit.search import Matches, Sought
from storage.board import cells
from storage.engine.database import Tx
from storage.people import officials, units
from web.periods import root
from web.rendering import said_in
from web.request import BoardRequest, changed_query

KINDS: Mapping[str, tuple[str, ...]] = {
    "bao-cao": (
        *("report", "report.", "evidence", "objection", "objection_settled", "confirm_unit"),
        *("snooze", "partner.", "asked", "replied", "misreading."),
    ),
    "quyet-dinh": (
        *("ask_extension", "extend", "extension.", "return", "accept", "reject"),
        *("issue_raised", "issue_decided", "issue_closed", "issue_withdrawn"),
    ),
    "tin": ("message.", "remind", "acknowledge", "disseminate", "disseminate.", "confirm"),
    "giao-viec": ("assign", "hand_over", "away."),
    "can-bo": (
        "official.",
        "short_name",
        "show_phone",
        "registration.",
        "invitation.",
        "consent.",
        "link.",
        "group.",
        "push.",
    ),
    "nhap": ("import.",),
    "dang-nhap": ("board.", "calendar.", "api_token.", "webhook.", "zalo_oa."),
    "du-lieu": ("request.", "erase", "forget", "secret."),
    "he-thong": (
        *("cycle.", "readiness", "briefing", "set_rhythm", "switch_unit", "seal", "quarantine"),
        *("lift_quarantine", "end_quarantine", "files.", "rotate_key", "department.", "ladder."),
        "days_off.",
    ),
}
"""Kinds of the filter: names of acts, or their beginnings up to a dot."""
NAMES = ("tim", "nguoi", "viec", "loai", "tu", "den", "truoc")
T = TypeVar("T")
WORDS = "pages/log/kinds.html"


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of the address; empty where nothing is asked for. `before`: an entry's number."""

    words: str
    person: str
    task: str
    kind: str
    since: str
    until: str
    before: str

    @classmethod
    def of(cls, request: BoardRequest) -> "Asked":
        return cls(*(request.query(name) for name in NAMES))

    @property
    def filtered(self) -> bool:
        given = (self.words, self.person, self.task, self.kind, self.since, self.until)
        return any(given)

    def address(self, **other: str) -> str:
        """The query with some of it changed; an empty value leaves its name out."""
        given = (self.words, self.person, self.task, self.kind, self.since, self.until, self.before)
        return changed_query(dict(zip(NAMES, given, strict=True)), other)


async def sought(tx: Tx, request: BoardRequest, asked: Asked) -> Sought:
    """What the address asks for, of what the reader's department may see."""
    tree, here = await units.tree(tx), await root(tx, request)
    until = _midnight(asked.until)
    return Sought(
        since=_midnight(asked.since),
        until=until + timedelta(days=1) if until else None,
        person=await _person(tx, asked.person),
        actions=KINDS.get(asked.kind, ()),
        task=await _task(tx, asked.task) if asked.task else None,
        matches=await _matches(tx, request, tree, asked.words) if asked.words else None,
        before=int(asked.before) if asked.before.isdecimal() and len(asked.before) < 10 else 0,
        within=None if _alone(tree) else tree.subtree(here.id),
    )


def _alone(tree: Tree) -> bool:
    """Whether there is one department here, to which the whole log belongs."""
    return sum(each.parent_id is None for each in tree.by_id.values()) == 1


def _midnight(day: str) -> datetime | None:
    try:
        return at_local(date.fromisoformat(day), time())
    except ValueError:
        return None


async def _person(tx: Tx, code: str) -> str:
    """The subject of whoever has this code; a code that nobody has finds nothing."""
    if not code:
        return ""
    known = await officials.subjects(tx)
    alike = (each for each, (known_code, _) in known.items() if plain(known_code) == plain(code))
    return next(alike, "nobody")


async def _task(tx: Tx, code: str) -> Collection[int]:
    wanted = plain(code)
    found = await cells.tasks_of_all_periods(tx)
    return [number for number, known, _ in found if plain(known) == wanted]


async def _matches(tx: Tx, request: BoardRequest, tree: Tree, words: str) -> Matches:
    """Where every word stands, whatever its marks: in an act, a name, a task, a unit."""
    parts = plain(words).split()
    people = (
        (subject, f"{code} {name}")
        for subject, (code, name) in (await officials.subjects(tx)).items()
    )
    tasks = await cells.tasks_of_all_periods(tx)
    places = ((each.id, f"{each.code} {each.name}") for each in tree.by_id.values())
    return Matches(
        _found(said_in(request.board.words, WORDS, "actions").items(), parts),
        _found(people, parts),
        _found(((number, f"{code} {title}") for number, code, title in tasks), parts),
        _found(places, parts),
    )


def _found(texts: Iterable[tuple[T, str]], parts: list[str]) -> list[T]:
    return [each for each, text in texts if all(part in plain(text) for part in parts)]
