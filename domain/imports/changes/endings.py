"""Who and what an import would end, and whether that is so much that it is asked a second time."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.imports.roster_diff import Member, RosterDifference
from domain.imports.rows import TaskLine
from domain.people.officials import Role

FEWEST = 3
"""So few may always end without a second question."""
SHARE = 10
"""Of a hundred; more than that is asked a second time, unless the settings say otherwise."""
GUARDED = (Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.OFFICE, Role.HEAD)
"""Posts of which not even one ends unasked."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What comes of those whom a file does not name. Neither: nothing, if they are many."""

    end: bool = False
    keep: bool = False
    share: int = SHARE


@dataclass(frozen=True, slots=True)
class EndedPost:
    """`leaves`: the person leaves, too; else holds another post from now on."""

    member: Member
    role: Role
    leaves: bool


@dataclass(frozen=True, slots=True)
class Endings:
    """`whole`: how many people or tasks there were before."""

    people: tuple[Member, ...] = ()
    posts: tuple[EndedPost, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    units: tuple[str, ...] = ()
    whole: int = 0

    @property
    def count(self) -> int:
        return len(self.people) + len(self.tasks)

    def must_ask(self, share: int = SHARE) -> bool:
        """Whether a second question comes first. `share`: how many of a hundred may just end."""
        return bool(self.posts) or self.count > max(FEWEST, self.whole * share / 100)


def endings_of_roster(
    before: Sequence[Member], difference: RosterDifference, units: Sequence[str] = ()
) -> Endings:
    """`units`: codes of those that end."""
    left = {each.code for each in difference.left}
    after = {each.code: each for each in difference.after}
    posts = [
        EndedPost(each, role, each.code in left)
        for each in before
        for role in GUARDED
        if role in each.roles and not _keeps(each, role, after.get(each.code), each.code in left)
    ]
    return Endings(difference.left, tuple(posts), (), tuple(units), len(before))


def _keeps(before: Member, role: Role, after: Member | None, left: bool) -> bool:
    if after is None:
        return not left
    return role in after.roles and after.unit_code == before.unit_code


def endings_of_plan(before: Sequence[TaskLine], ended: Sequence[TaskLine]) -> Endings:
    return Endings(tasks=tuple(ended), whole=len(before))
