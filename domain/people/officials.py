"""The people: officials, their roles and where they hold them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    OFFICIAL = "official"
    FOCAL_POINT = "focal_point"
    DEPUTY_HEAD = "deputy_head"
    HEAD = "head"
    OFFICE = "office"
    DEPUTY_DIRECTOR = "deputy_director"
    DIRECTOR = "director"


LEADERS = frozenset({Role.DIRECTOR, Role.DEPUTY_DIRECTOR})
HEADS = frozenset({Role.HEAD, Role.DEPUTY_HEAD})


@dataclass(frozen=True, slots=True)
class Post:
    """A role held in a unit."""

    role: Role
    unit_id: int


@dataclass(frozen=True, slots=True)
class Official:
    """A person on the roster. `posts` are those held now; `unit_id` is the home unit.

    `acts_for`: people who are away, for whom this one stands in; set only for whoever acts now,
    together with their posts. `subject`: the random name under which the audit log speaks of him.
    """

    id: int
    code: str
    name: str
    position: str
    unit_id: int
    language: str = "vi"
    posts: tuple[Post, ...] = ()
    acts_for: tuple[int, ...] = ()
    subject: str = ""

    @property
    def answers_for(self) -> tuple[int, ...]:
        """Whose duties are this person's to answer now: the own first."""
        return (self.id, *self.acts_for)

    def holds(self, *roles: Role) -> bool:
        return any(post.role in roles for post in self.posts)

    def units_as(self, *roles: Role) -> tuple[int, ...]:
        return tuple(post.unit_id for post in self.posts if post.role in roles)

    @property
    def title(self) -> Role:
        """The one role under which the person is spoken of: the highest."""
        order = (Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.OFFICE, Role.HEAD, Role.DEPUTY_HEAD)
        return next((role for role in order if self.holds(role)), Role.OFFICIAL)


def holders(officials: Sequence[Official], role: Role, unit_id: int) -> tuple[Official, ...]:
    """Who holds `role` in exactly this unit, in the order of their codes."""
    found = [each for each in officials if Post(role, unit_id) in each.posts]
    return tuple(sorted(found, key=lambda each: each.code))
