"""Finds which units a cell means: by full name, by code, by abbreviation, or by a group's name."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from domain.imports.naming import groups
from domain.imports.naming.forms import REMARK, forms, tail
from domain.imports.naming.mentions import TROUBLES, Found, Mention, Trouble
from domain.imports.naming.pieces import EDGES, NONE, Piece, ends, pieces_of, span
from domain.imports.naming.trie import NameTrie
from domain.imports.rows import UnitLine
from domain.text.cleaning import clean
from domain.text.normalize import plain, squeezed

LEADERSHIP = frozenset(
    (
        "lanhdao",
        "lanhdaoso",
        "bgd",
        "bgdso",
        "bangiamdoc",
        "bangiamdocso",
        "giamdocso",
        "ldso",
        "phogiamdoc",
        "phogiamdocso",
    )
)
_HEAD = re.compile(
    r"^(?:thủ trưởng|chi cục trưởng|đội trưởng|trưởng|chánh|giám đốc|lãnh đạo)\s+", re.IGNORECASE
)
_TITLE = re.compile(r"(?:\bđ/c|\bđồng chí)\b\.?\s*", re.IGNORECASE)
_ITEM = re.compile(r"(?:^|(?<=[\n;]))\s*(?:\(?\d{1,2}[.)]|\(?[a-zđ]\))\s+(?=\D)", re.IGNORECASE)
_MARK = re.compile(r"(?<=\w)\s*(?:[¹²³⁰⁴-⁹]+|\(\*+\)|\*+)(?=\s*(?:$|[,;\n.]))")
_RAISED = re.compile("[¹²³⁰⁴-⁹]")
_BUT = r"\b(?:(?:ngoại\s+)?trừ|không\s+(?:bao\s+)?gồm|không\s+tính)\b:?\s*"
_EXCEPT = re.compile(
    rf"\(\s*{_BUT}([^()]+)\)|[\s,;]*{_BUT}([^()]+?)[.;\s]*$", re.IGNORECASE | re.DOTALL
)
_BUT_SIGN = re.compile("trừ|không", re.IGNORECASE)
_COUNT = re.compile(r"\(\s*0?\d+\s*(?:phòng|đơn vị|đội)?[^()\d]{0,12}\)", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,2})\s*(?:-|den)\s*(?:doi\s*)?(?:qltt\s*)?(?:so\s*)?(\d{1,2})$")
_BEFORE = tuple(
    re.compile(each) for each in (r"^", r"^(?:tatca|toanthe)?(?:cac|nhung)", r"^0?\d(?=phong|doi)")
)
_LONGEST = 8


def _plain_names(cell: str) -> str:
    """Without titles, numbers of items and marks of notes, some looked for only by their signs.

    Marks go first: cleaning makes digits of them, and "Đội số 1¹" would be the eleventh.
    """
    marked = "*" in cell or (not cell.isascii() and _RAISED.search(cell))
    named = _TITLE.sub("", clean(_MARK.sub("", cell) if marked else cell))
    return _ITEM.sub("", named) if "." in named or ")" in named else named


class UnitNames:
    """The units of a department, by the names people write.

    `meanings`: codes by words in plain spelling, as somebody once put them right. `elsewhere`:
    names of units by such words, as another department did; they are suggested, never taken.
    """

    def __init__(
        self,
        units: Sequence[UnitLine],
        meanings: Mapping[str, Sequence[str]] | None = None,
        elsewhere: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.units = tuple(units)
        self.root = next((unit.code for unit in units if not unit.parent_code), "")
        self.exact: dict[str, list[str]] = {}
        self.trie = NameTrie()
        for unit in units:
            short = REMARK.sub("", unit.name)
            names = {squeezed(each) for each in (unit.code, unit.name, short, unit.name_en)}
            for name in names - {""}:
                self.exact.setdefault(name, []).append(unit.code)
            for level, atoms in forms(unit):
                self.trie.add(level, atoms, unit.code, tail(unit))
        known = {unit.code for unit in units}
        self.meanings = {
            words: tuple(codes)
            for words, codes in (meanings or {}).items()
            if known.issuperset(codes)
        }
        self.elsewhere = elsewhere or {}
        self.mentioned: dict[str, tuple[Mention, ...]] = {}
        self.named: dict[str, list[str]] = {}
        self.single: dict[str, Mention | None] = {}
        self.begins: dict[str, str] = {}

    def find(self, cell: str) -> Found:
        """Several names may stand in one cell, apart by lines, marks or "và", or be excepted."""
        codes: list[str] = []
        for each in self.mentions(cell):
            if each.trouble:
                strict = Trouble.AMBIGUOUS if each.trouble is Trouble.AMBIGUOUS else Trouble.UNKNOWN
                return Found((), each.words, strict, next(iter(each.suggestions), ""))
            codes += [code for code in each.codes if code not in codes]
        return Found(tuple(codes))

    def mentions(self, cell: str) -> tuple[Mention, ...]:
        """All that a cell names, in its order."""
        if cell not in self.mentioned:
            self.mentioned[cell] = tuple(map(self._with_offer, self._mentions(cell)))
        return self.mentioned[cell]

    def _with_offer(self, mention: Mention) -> Mention:
        """With what another department meant, if each of its units is called like one of ours."""
        names = self.elsewhere.get(plain(mention.words)) if mention.trouble else None
        if not names:
            return mention
        ours = [self.find(name).codes for name in names]
        codes = {code for each in ours for code in each}
        return replace(
            mention, offered=("; ".join(self._names(tuple(codes))),) if all(ours) else ()
        )

    def _mentions(self, cell: str) -> list[Mention]:
        cell = _plain_names(cell)
        whole = cell.strip(EDGES)
        learnt = self._learnt(whole)
        if learnt:
            return [learnt]
        if groups.elsewhere(whole) and not self._named(squeezed(whole)):
            return [Mention(whole, trouble=Trouble.ELSEWHERE)]
        excepted = _EXCEPT.search(cell) if _BUT_SIGN.search(cell) else None
        if not excepted:
            return list(self._all(cell))
        rest = cell[: excepted.start()] + cell[excepted.end() :]
        return self._without(cell, rest, excepted[1] or excepted[2])

    def _without(self, cell: str, rest: str, excepted: str) -> list[Mention]:
        every, less = list(self._all(rest)), list(self._all(excepted))
        wrong = [each for each in (*every, *less) if each.trouble]
        if wrong:
            return wrong if any(each.trouble for each in less) else every
        out = {code for each in less for code in each.codes}
        if not out < {code for each in every for code in each.codes}:
            return [Mention(cell.strip(), trouble=Trouble.AMBIGUOUS)]
        return [
            replace(each, codes=tuple(code for code in each.codes if code not in out))
            for each in every
        ]

    def _learnt(self, words: str) -> Mention | None:
        codes = self.meanings.get(plain(words))
        return None if codes is None else Mention(words, codes, learnt=True)

    def _all(self, cell: str) -> Iterator[Mention]:
        if plain(cell).strip(" .") in NONE:
            return
        pieces = list(pieces_of(cell))
        at, begun = 0, -1
        while at < len(pieces):
            taken, found = self._longest(pieces, at)
            if found is None:
                begun = at if begun < 0 else begun
                if at + 1 < len(pieces) and not ends(cell, pieces, at):
                    at += 1
                    continue
            if begun >= 0:
                last = at if found is None else at - 1
                yield self._unknown(span(cell, pieces, begun, last + 1 - begun))
                begun = -1
            if found:
                yield found if taken == 1 else replace(found, words=span(cell, pieces, at, taken))
            at += taken

    def _longest(self, pieces: Sequence[Piece], at: int) -> tuple[int, Mention | None]:
        """How many pieces from here make one name, and what it means."""
        for count in reversed(self._counts(pieces, at)):
            found = self._one(
                " ".join(text for _, _, text, _ in pieces[at : at + count]), before=""
            )
            if found:
                return count, found
        before = pieces[at - 1][2] if at else ""
        return 1, self._one(pieces[at][2], before=before)

    def _counts(self, pieces: Sequence[Piece], at: int) -> Sequence[int]:
        """How many pieces, two or more, may be one name: of a group or a post, any number."""
        most = min(_LONGEST, len(pieces) - at)
        here = pieces[at : at + most]
        *_, text, key = here[0]
        if text not in self.begins:
            said = groups.EVERY.match(plain(text)) or _HEAD.match(f"{text} ")
            self.begins[text] = "" if said else _BEFORE[-1].sub("", key)
        first = self.begins[text]
        if not first or any("(" in each for _, _, each, _ in here):
            return range(2, most + 1)
        return self.trie.spans([first, *(key for *_, key in here[1:])])

    def _one(self, name: str, *, before: str) -> Mention | None:
        name = name.strip(" .:-–•")
        if name not in self.single:
            self.single[name] = self._meant(name)
        found = self.single[name]
        return found or self._numbered(plain(name), plain(before))

    def _meant(self, name: str) -> Mention | None:
        special = self._learnt(name) or self._group(name)
        if special:
            return special
        for form in (name, REMARK.sub("", name)):
            codes = self._named(squeezed(form))
            if codes:
                return self._certain(codes, name)
        unit = _HEAD.sub("", name)
        return self._meant(unit) if unit != name else self._within(name) or self._joined(name)

    def _certain(self, codes: Sequence[str], name: str) -> Mention:
        if len(codes) == 1:
            return Mention(name, tuple(codes))
        return Mention(name, (), Trouble.AMBIGUOUS, self._names(codes))

    def _within(self, name: str) -> Mention | None:
        """ "Sở Công Thương (Phòng QLCN)": the unit in brackets, taken like one of a group."""
        remark = REMARK.search(name)
        if remark is None or not groups.OWN.fullmatch(plain(REMARK.sub("", name))):
            return None
        named = self.find(remark[0].strip(" ()")).codes
        return Mention(name, named, group=True) if named else None

    def _joined(self, name: str) -> Mention | None:
        """ "P.KHTC-VP": each part of it must be a unit for certain."""
        named = [self._named(squeezed(part)) for part in re.split(r"\s*[-–—]\s*", name)]
        if len(named) < 2 or any(len(codes) != 1 for codes in named):
            return None
        return Mention(name, tuple(dict.fromkeys(codes[0] for codes in named)))

    def _named(self, key: str) -> list[str]:
        """The codes of the units of this name, in its squeezed spelling."""
        if key not in self.named:
            self.named[key] = self._look_up(key.replace("quanli", "quanly"))
        return self.named[key]

    def _look_up(self, key: str) -> list[str]:
        for short in dict.fromkeys(before.sub("", key) for before in _BEFORE):
            if short in self.exact:
                return self.exact[short]
            if short in LEADERSHIP:
                return [unit.code for unit in self.units if unit.kind == "lanh_dao"]
            found = self.trie.find(short)
            if found:
                return found
        return []

    def _numbered(self, name: str, before: str) -> Mention | None:
        """ "số 2" after "Đội số 1", and "Đội số 1 đến số 5"."""
        bare = re.fullmatch(r"(?:doi\s*)?(?:so\s*)?(\d{1,2})", name)
        if bare and re.search(r"\d$", before):
            return self._teams([int(bare[1])], name)
        span = _SPAN.search(name)
        if span and re.search(r"\b(?:doi|so)\b", name):
            return self._teams(range(int(span[1]), int(span[2]) + 1), name)
        return None

    def _teams(self, numbers: Iterable[int], name: str) -> Mention | None:
        found = [self._named(f"doiso{number}") for number in numbers]
        return Mention(name, tuple(e[0] for e in found)) if found and all(found) else None

    def _group(self, name: str) -> Mention | None:
        """ "Các phòng, đơn vị thuộc Sở" and its like; "liên quan" is for a person to name."""
        said = plain(REMARK.sub("", name))
        if groups.bodies(said):
            return self._bodies(name, said)
        kinds = groups.group_kinds(said)
        if kinds is None:
            return None
        if groups.VAGUE.search(said) and "khac" not in said:
            return Mention(name, trouble=Trouble.AMBIGUOUS)
        remark = REMARK.search(_COUNT.sub("", name))
        if remark:
            named = self.find(remark[0].strip(" ()")).codes
            return Mention(name, named) if named else Mention(name, trouble=Trouble.AMBIGUOUS)
        own = self._children(kinds, within=groups.within(said))
        return Mention(name, own, group=True) if own else None

    def _bodies(self, name: str, said: str) -> Mention:
        """ "Các sở, ban, ngành": those of a province; of a department they are others, and it."""
        if groups.VAGUE.search(said):
            return Mention(name, trouble=Trouble.AMBIGUOUS)
        own = tuple(unit.code for unit in self.units if re.match(r"(?:so|ban)\b", plain(unit.name)))
        all_units = self._children(frozenset(), within="")
        trouble = None if own else Trouble.OUTSIDE
        return Mention(name, own or all_units, trouble, group=True)

    def _children(self, kinds: frozenset[str], *, within: str) -> tuple[str, ...]:
        parents = {self.root}
        if within or kinds == {"doi"}:
            parents = {unit.code for unit in self.units if unit.kind == (within or "chi_cuc")}
        members = [unit for unit in self.units if unit.parent_code in parents]
        return tuple(unit.code for unit in members if not kinds or unit.kind in kinds)

    def _unknown(self, words: str) -> Mention:
        trouble = TROUBLES[groups.sort_of(words)]
        if trouble is Trouble.OUTSIDE:
            return Mention(words, trouble=trouble)
        names = {plain(unit.name): unit.name for unit in self.units}
        start = re.sub(r"^p\.\s*", "phong ", plain(words))
        begun = tuple(name for said, name in names.items() if said.startswith(f"{start} "))
        if len(begun) > 1:
            return Mention(words, trouble=Trouble.AMBIGUOUS, suggestions=begun)
        near = difflib.get_close_matches(plain(words), names, n=1, cutoff=0.8)
        return Mention(words, trouble=trouble, suggestions=tuple(map(names.__getitem__, near)))

    def _names(self, codes: Sequence[str]) -> tuple[str, ...]:
        return tuple(unit.name for unit in self.units if unit.code in codes)
