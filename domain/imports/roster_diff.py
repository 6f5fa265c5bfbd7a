"""What a new roster would bring: people who are new, move, change, or leave."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.imports.roster_rows import Known, RosterReading
from domain.imports.rows import OfficialLine
from domain.people.officials import Role

FILE_ROLES = {
    "giam_doc": (Role.DIRECTOR,),
    "pho_giam_doc": (Role.DEPUTY_DIRECTOR,),
    "chanh_van_phong": (Role.HEAD, Role.OFFICE),
    "truong_phong": (Role.HEAD,),
    "pho_phong": (Role.DEPUTY_HEAD,),
}
OFFICE_KIND = "van_phong"
DETAILS = ("name", "phone", "email", "position")


def roles_of(line: OfficialLine, unit_kind: str) -> frozenset[Role]:
    """The roles a line of the roster gives; a focal point of the Office works for the Office."""
    roles = set(FILE_ROLES.get(line.role, (Role.OFFICIAL,)))
    if line.focal:
        roles.add(Role.FOCAL_POINT)
        if unit_kind == OFFICE_KIND:
            roles.add(Role.OFFICE)
    return frozenset(roles)


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the roster has it: home unit and the roles held there."""

    code: str
    name: str
    phone: str
    email: str
    position: str
    unit_code: str
    roles: frozenset[Role]


def member(line: OfficialLine, unit_kind: str) -> Member:
    return Member(
        line.code,
        line.name,
        line.phone,
        line.email,
        line.position,
        line.unit_code,
        roles_of(line, unit_kind),
    )


@dataclass(frozen=True, slots=True)
class Moved:
    code: str
    name: str
    from_unit: str
    to_unit: str


@dataclass(frozen=True, slots=True)
class ChangedMember:
    """Somebody who stays in the unit; `names` say what differs: `roles`, or details."""

    code: str
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterDifference:
    new: tuple[Member, ...] = ()
    moved: tuple[Moved, ...] = ()
    changed: tuple[ChangedMember, ...] = ()
    left: tuple[Member, ...] = ()


def compare_rosters(
    before: Sequence[Member], after: Sequence[Member], spared: Collection[str] = ()
) -> RosterDifference:
    """People are the same by their codes; `spared` are not named but stay as they are."""
    known = {each.code: each for each in before}
    staying = {each.code for each in after} | set(spared)
    moved = [each for each in after if each.code in known and _moves(known[each.code], each)]
    others = [each for each in after if each.code in known and each not in moved]
    changed = [
        ChangedMember(each.code, each.name, _differing(known[each.code], each)) for each in others
    ]
    return RosterDifference(
        tuple(each for each in after if each.code not in known),
        tuple(
            Moved(each.code, each.name, known[each.code].unit_code, each.unit_code)
            for each in moved
        ),
        tuple(change for change in changed if change.names),
        tuple(each for each in before if each.code not in staying),
    )


def compare_with(
    reading: RosterReading, before: Sequence[Member], known: Known
) -> RosterDifference:
    """What a roster that was read would change."""
    kinds = {unit.code: unit.kind for unit in reading.units or known.units}
    after = [member(line, kinds[line.unit_code]) for line in reading.lines]
    return compare_rosters(before, after, reading.unread)


def _moves(before: Member, after: Member) -> bool:
    return before.unit_code != after.unit_code


def _differing(before: Member, after: Member) -> tuple[str, ...]:
    names = (*(("roles",) if before.roles != after.roles else ()), *DETAILS)
    return tuple(
        name for name in names if name == "roles" or getattr(before, name) != getattr(after, name)
    )
