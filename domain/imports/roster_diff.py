"""What a new roster would bring: people who are new, move, change, or leave."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.imports.roster_rows import Known, RosterReading
from domain.imports.rows import OfficialLine
from domain.people.officials import Role
from domain.text.names import name_key, person_name

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


def members_after(
    lines: Sequence[OfficialLine], kinds: Mapping[str, str], before: Mapping[str, Member]
) -> list[Member]:
    """What these lines make of people; `kinds` of units and who is known `before`, by code.

    What a line does not say of somebody known stays as it is.
    """
    marked = {line.unit_code for line in lines if line.focal}
    return [
        _member(line, kinds[line.unit_code], before.get(line.code), others=line.unit_code in marked)
        for line in lines
    ]


def _member(line: OfficialLine, unit_kind: str, before: Member | None, *, others: bool) -> Member:
    """`others`: somebody else of the unit is its focal point from now on."""
    focal = bool(line.focal)
    if line.focal is None and before and before.unit_code == line.unit_code:
        passed_on = others and unit_kind != OFFICE_KIND
        focal = Role.FOCAL_POINT in before.roles and not passed_on
    said = replace(line, focal=focal)
    roles = roles_of(said, unit_kind)
    if before is None:
        name, details = person_name(line.name), (line.phone, line.email, line.position)
        return Member(line.code, name, *details, line.unit_code, roles)
    if not line.role and before.unit_code == line.unit_code:
        roles = _same_post(before.roles, roles)
    return Member(
        line.code,
        _spelt(line.name, before.name),
        line.phone or before.phone,
        line.email or before.email,
        line.position or before.position,
        line.unit_code,
        roles,
    )


def _same_post(before: frozenset[Role], said: frozenset[Role]) -> frozenset[Role]:
    """The post stays; whether somebody is the focal point, and what comes of it, may change."""
    if (Role.FOCAL_POINT in before) == (Role.FOCAL_POINT in said):
        return before
    marks = {Role.FOCAL_POINT} | ({Role.OFFICE} if Role.HEAD not in before else set())
    return (before - marks) | (said & marks)


def _spelt(said: str, before: str) -> str:
    """Another spelling of the same name is no change, unless what is kept is no clean spelling."""
    if not said or (name_key(said) == name_key(before) and person_name(before) == before):
        return before
    return person_name(said)


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
    """`after`: everybody whom the file names, as they would be."""

    new: tuple[Member, ...] = ()
    moved: tuple[Moved, ...] = ()
    changed: tuple[ChangedMember, ...] = ()
    left: tuple[Member, ...] = ()
    after: tuple[Member, ...] = ()


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
        tuple(after),
    )


def compare_with(
    reading: RosterReading, before: Sequence[Member], known: Known
) -> RosterDifference:
    """What a roster that was read would change."""
    kinds = {unit.code: unit.kind for unit in reading.units or known.units}
    after = members_after(reading.lines, kinds, {each.code: each for each in before})
    return compare_rosters(before, after, reading.unread)


def _moves(before: Member, after: Member) -> bool:
    return before.unit_code != after.unit_code


def _differing(before: Member, after: Member) -> tuple[str, ...]:
    names = (*(("roles",) if before.roles != after.roles else ()), *DETAILS)
    return tuple(
        name for name in names if name == "roles" or getattr(before, name) != getattr(after, name)
    )
