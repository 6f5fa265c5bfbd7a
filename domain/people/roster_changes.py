"""Brings what follows from a roster up to date when a few people have changed."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from domain.people.absences import Absence
from domain.people.officials import Official, Role

Key = TypeVar("Key")
Groups = Mapping[Key, tuple[Official, ...]]
"""People by something that they hold, in the order of their codes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the roster says of one person now; without `official`, he is not in service."""

    official: Official | None
    linked: bool = False
    absence: Absence | None = None


Standings = Mapping[int, Standing]
"""Of those who may have changed, by id."""


def code_of(official: Official) -> str:
    return official.code


def in_order(
    officials: Sequence[Official], gone: Iterable[Official], come: Iterable[Official]
) -> list[Official]:
    """The people without some and with others; they stand in the order of their codes."""
    kept = list(officials)
    for each in gone:
        del kept[bisect_left(kept, each.code, key=code_of)]
    for each in come:
        insort(kept, each, key=code_of)
    return kept


def grouped(
    officials: Iterable[Official], held: Callable[[Official], Iterable[Key]]
) -> dict[Key, tuple[Official, ...]]:
    """Everybody by what he holds."""
    found: dict[Key, dict[int, Official]] = {}
    for official in sorted(officials, key=code_of):
        for key in held(official):
            found.setdefault(key, {})[official.id] = official
    return {key: tuple(people.values()) for key, people in found.items()}


def regrouped(
    groups: Groups[Key],
    gone: Sequence[Official],
    come: Sequence[Official],
    held: Callable[[Official], Iterable[Key]],
) -> dict[Key, tuple[Official, ...]]:
    """The same groups, with some people as they were and as they are now."""
    left = {each.id for each in gone}
    changed = dict(groups)
    for key in {key for each in (*gone, *come) for key in held(each)}:
        stay = [each for each in groups.get(key, ()) if each.id not in left]
        people = sorted([*stay, *(each for each in come if key in held(each))], key=code_of)
        if people:
            changed[key] = tuple(people)
        else:
            changed.pop(key, None)
    return changed


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What is different: `gone` are people as they were, `come` the same ones as they are now.

    `linked` and `away` are those of everybody, afterwards. `quiet`: no step climbs to any of the
    changed, before or after.
    """

    gone: Sequence[Official]
    come: Sequence[Official]
    linked: Collection[int]
    away: Mapping[int, Absence]
    quiet: bool

    def within(self, units: Collection[int]) -> "RosterChange":
        """What of it concerns people of these units, as those of one department."""
        gone = [each for each in self.gone if each.unit_id in units]
        come = [each for each in self.come if each.unit_id in units]
        return replace(self, gone=gone, come=come)

    def apply(self, people: Mapping[int, Official]) -> dict[int, Official]:
        changed = dict(people)
        for each in self.gone:
            del changed[each.id]
        changed.update((each.id, each) for each in self.come)
        return changed


def change_of(
    people: Mapping[int, Official],
    linked: Collection[int],
    away: Mapping[int, Absence],
    standings: Standings,
) -> RosterChange:
    """What these standings change in a roster: its people by id, who is linked, who is away."""
    gone = [people[each] for each in standings if each in people]
    come = [each.official for each in standings.values() if each.official]
    able = set(linked)
    able.difference_update(standings)
    able.update(each for each, it in standings.items() if it.linked)
    left = {each: absence for each, absence in away.items() if each not in standings}
    left |= {each: it.absence for each, it in standings.items() if it.absence}
    quiet = _decide_nothing((*gone, *come), (*away.values(), *left.values()))
    return RosterChange(gone, come, able, left, quiet)


def _decide_nothing(people: Collection[Official], away: Iterable[Absence]) -> bool:
    """Whether they only answer for themselves, and stand in for nobody."""
    ids = {each.id for each in people}
    plain = all(post.role in ORDINARY for each in people for post in each.posts)
    return plain and not any(each.stand_in_id in ids for each in away)


ORDINARY = frozenset((Role.OFFICIAL, Role.FOCAL_POINT))
