"""The forms in which people write the name of one unit: whole, shortened, its kind alone."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from domain.imports.naming.trie import Atom
from domain.imports.rows import UnitLine
from domain.text.normalize import plain

KINDS = {
    "phong": "phong",
    "van_phong": "van phong",
    "trung_tam": "trung tam",
    "chi_cuc": "chi cuc",
    "doi": "doi",
    "thanh_tra": "thanh tra",
    "ban": "ban",
    "lanh_dao": "lanh dao",
}
"""How the name of a unit of each kind begins."""
FEWEST_INITIALS = 3
REMARK = re.compile(r"\s*\([^()]*\)")
_OWNER = r"(?:(?:(?:truc)?(?:thuoc|cua)?so(?:congthuong|ct)?(?:(?:thanhpho|tp)?(?:haiphong|hp))?)?)"
_CITY = r"(?:(?:thanhpho|tp)?(?:haiphong|hp)|thanhpho|tp)?"
_TAIL, _TAIL_WITH_CITY = re.compile(_OWNER), re.compile(_OWNER + _CITY)

Sequences = Sequence[tuple[Atom, ...]]
"""What may stand in one place of a form: one of these runs of words."""


def forms(unit: UnitLine) -> Iterator[tuple[int, tuple[Atom, ...]]]:
    """Each form with its level; the lower one wins.

    Levels: whole names; less of them; less without the kind; the kind alone.
    """
    name = REMARK.sub("", plain(unit.name))
    kind = KINDS.get(unit.kind, "")
    kind = kind if name.startswith(kind) else ""
    core = re.findall(r"\w+|-", name.removeprefix(kind))
    named: list[Sequences] = [_run(kind.split())] if kind else []
    whole = [_word(word) for word in core]
    yield from _expanded(0, [*named, *whole])
    if len(core) > 2:
        yield from _expanded(0, whole)
    yield from _expanded(1, [*named, *_less(core)] if kind else whole)
    if kind and _initials(core):
        yield from _expanded(2, _less(core))
    yield from _expanded(3, named or whole)


def tail(unit: UnitLine) -> re.Pattern[str]:
    """What may follow a unit's name: whose it is, and the city, which has offices of its own."""
    return _TAIL if unit.kind == "van_phong" else _TAIL_WITH_CITY


def _expanded(level: int, places: Sequence[Sequences]) -> Iterator[tuple[int, tuple[Atom, ...]]]:
    for chosen in product(*places):
        atoms = tuple(atom for run in chosen for atom in run)
        if atoms:
            yield level, atoms


def _run(words: Sequence[str]) -> Sequences:
    return [tuple((word, word[0]) for word in words)]


def _word(word: str) -> Sequences:
    if word == "-":
        return [(), (("va",),)]
    if word.isdigit():
        return [(int(word),)]
    if word in ("va", "so"):
        return [(), ((word, word[0]),)]
    return [((word, word[0]),)]


def _less(core: Sequence[str]) -> list[Sequences]:
    """Without "quản lý" before, or what stands after "và" or a dash; a team by its number."""
    if core and core[-1].isdigit():
        middle = [word for word in core[:-1] if word not in ("so", "va", "-")]
        return [[(), *_run(middle)], [(), (("so", "s"),)], [(int(core[-1]),)]]
    cut = _cut(core)
    start, rest = list(core[:cut]), core[cut:]
    manage: list[Sequences] = []
    if start[:2] == ["quan", "ly"]:
        start, manage = start[2:], [[(), *_run(("quan", "ly"))]]
    after = [run for _, run in _expanded(0, [_word(word) for word in rest])]
    return [*manage, *map(_word, start), [(), *after]]


def _cut(core: Sequence[str]) -> int:
    return next((at for at, word in enumerate(core) if word in ("va", "-") and at), len(core))


def _initials(core: Sequence[str]) -> bool:
    """Whether what is left of a name says enough without its kind: "XNK"."""
    start = core[: _cut(core)]
    less = start[2:] if list(start[:2]) == ["quan", "ly"] else start
    return len(less) >= FEWEST_INITIALS and not core[-1].isdigit()
