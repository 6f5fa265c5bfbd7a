"""Finds which units a cell means: by full name, by code, by abbreviation, or by a group's name."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.imports.rows import UnitLine
from domain.text.normalize import plain, squeezed

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
NONE = frozenset(("", "-", "khong", "khong co", "0", "x", "..."))
_OWNER = r"(?:(?:truc)?(?:thuoc|cua)?so(?:congthuong|ct)?(?:(?:thanhpho|tp)?(?:haiphong|hp))?)?"
_SOFT = re.compile(
    r"\s*(?:[,;/+&|]|\n|\bvà\b|\bcùng(?:\s+với)?\b|\s[-–—]\s|(?:^|(?<=\n))\s*[-–—•*]+\s*)\s*",
    re.IGNORECASE,
)
_HARD = re.compile(r"\s*[;\n]\s*")
_HEAD = re.compile(
    r"^(?:thủ trưởng|chi cục trưởng|đội trưởng|trưởng|chánh|giám đốc|lãnh đạo)\s+", re.IGNORECASE
)
_CITY = r"(?:(?:thanhpho|tp)?(?:haiphong|hp)|thanhpho|tp)?"
_TITLE = re.compile(r"(?:\bđ/c|\bđồng chí)\b\.?\s*", re.IGNORECASE)
_ITEM = re.compile(r"(?:^|(?<=[\n;]))\s*(?:\(?\d{1,2}[.)]|\(?[a-zđ]\))\s+(?=\D)", re.IGNORECASE)
_BUT = r"\b(?:(?:ngoại\s+)?trừ|không\s+(?:bao\s+)?gồm|không\s+tính)\b:?\s*"
_EXCEPT = re.compile(
    rf"\(\s*{_BUT}([^()]+)\)|[\s,;]*{_BUT}([^()]+?)[.;\s]*$", re.IGNORECASE | re.DOTALL
)
_COUNT = re.compile(r"\(\s*0?\d+\s*(?:phòng|đơn vị|đội)?[^()\d]{0,12}\)", re.IGNORECASE)
_REMARK = re.compile(r"\s*\([^()]*\)")
_SPAN = re.compile(r"(\d{1,2})\s*(?:-|den)\s*(?:doi\s*)?(?:qltt\s*)?(?:so\s*)?(\d{1,2})$")
_LONGEST = 8


class Trouble(StrEnum):
    """Why a cell does not say for certain which units it means."""

    UNKNOWN = "unit_not_known"
    AMBIGUOUS = "unit_ambiguous"


@dataclass(frozen=True, slots=True)
class Found:
    """The codes of the units a cell means; or the words that could not be resolved, and why."""

    codes: tuple[str, ...] = ()
    words: str = ""
    trouble: Trouble | None = None
    guess: str = ""


class UnitNames:
    """The units of a department, by the names people write."""

    def __init__(self, units: Sequence[UnitLine]) -> None:
        self.units = tuple(units)
        self.root = next((unit.code for unit in units if not unit.parent_code), "")
        self.exact: dict[str, list[str]] = {}
        for unit in units:
            short = _REMARK.sub("", unit.name)
            names = {squeezed(each) for each in (unit.code, unit.name, short, unit.name_en)}
            for name in names - {""}:
                self.exact.setdefault(name, []).append(unit.code)
        self.found: dict[str, Found] = {}
        self.forms = [(unit.code, _forms(unit)) for unit in units]

    def find(self, cell: str) -> Found:
        """Several names may stand in one cell, apart by lines, marks or "và", or be excepted."""
        if cell not in self.found:
            self.found[cell] = self._find(cell)
        return self.found[cell]

    def _find(self, cell: str) -> Found:
        cell = _ITEM.sub("", _TITLE.sub("", unicodedata.normalize("NFC", cell)))
        excepted = _EXCEPT.search(cell)
        if not excepted:
            return self._all(cell)
        rest = cell[: excepted.start()] + cell[excepted.end() :]
        every, less = self._all(rest), self._all(excepted[1] or excepted[2])
        if every.trouble or less.trouble:
            return every if every.trouble else less
        if not set(less.codes) < set(every.codes):
            return Found(words=cell.strip(), trouble=Trouble.AMBIGUOUS)
        return Found(tuple(code for code in every.codes if code not in less.codes))

    def _all(self, cell: str) -> Found:
        pieces = [piece for piece in _SOFT.split(cell) if piece and plain(piece) not in NONE]
        if plain(cell).strip(" .") in NONE or not pieces:
            return Found()
        codes: list[str] = []
        at = 0
        while at < len(pieces):
            taken, found = self._longest(cell, pieces, at)
            if found.trouble:
                return found
            codes += [code for code in found.codes if code not in codes]
            at += taken
        return Found(tuple(codes))

    def _longest(self, cell: str, pieces: Sequence[str], at: int) -> tuple[int, Found]:
        """How many pieces from here make one name, and what it means."""
        for count in range(min(_LONGEST, len(pieces) - at), 0, -1):
            name = " ".join(pieces[at : at + count])
            found = self._one(name, before=pieces[at - 1] if at else "")
            if found:
                return count, found
        return 1, self._unknown(_around(cell, pieces[at]))

    def _one(self, name: str, *, before: str) -> Found | None:
        name = name.strip(" .:-–•")
        group = self._group(name)
        if group:
            return group
        for form in (name, _REMARK.sub("", name)):
            codes = self._named(form)
            if codes:
                return _certain(codes, name)
        unit = _HEAD.sub("", name)
        if unit != name:
            return self._one(unit, before=before)
        return self._numbered(plain(name), plain(before)) or self._joined(name)

    def _joined(self, name: str) -> Found | None:
        """ "P.KHTC-VP": each part of it must be a unit for certain."""
        named = [self._named(part) for part in re.split(r"\s*[-–—]\s*", name)]
        if len(named) < 2 or any(len(codes) != 1 for codes in named):
            return None
        return Found(tuple(dict.fromkeys(codes[0] for codes in named)))

    def _named(self, name: str) -> list[str]:
        key = squeezed(re.sub(r"\s*&\s*", "", name)).replace("quanli", "quanly")
        for pattern in (r"^", r"^(?:tatca|toanthe)?(?:cac|nhung)", r"^0?\d(?=phong|doi)"):
            short = re.sub(pattern, "", key)
            if short in self.exact:
                return self.exact[short]
            if short in LEADERSHIP:
                return [unit.code for unit in self.units if unit.kind == "lanh_dao"]
            for level in range(3):
                codes = [code for code, forms in self.forms if forms[level].fullmatch(short)]
                if codes:
                    return codes
        return []

    def _numbered(self, name: str, before: str) -> Found | None:
        """ "số 2" after "Đội số 1", and "Đội số 1 đến số 5"."""
        bare = re.fullmatch(r"(?:doi\s*)?(?:so\s*)?(\d{1,2})", name)
        if bare and re.search(r"\d$", before):
            return self._teams([int(bare[1])])
        span = _SPAN.search(name)
        if span and re.search(r"\b(?:doi|so)\b", name):
            return self._teams(range(int(span[1]), int(span[2]) + 1))
        return None

    def _teams(self, numbers: Iterable[int]) -> Found | None:
        found = [self._named(f"doi so {number}") for number in numbers]
        return Found(tuple(codes[0] for codes in found)) if found and all(found) else None

    def _group(self, name: str) -> Found | None:
        """ "Các phòng, đơn vị thuộc Sở" and its like; "liên quan" is for a person to name."""
        said = plain(_REMARK.sub("", name))
        kinds = _group_kinds(said)
        if kinds is None:
            return None
        if "lien quan" in said:
            return Found(words=name, trouble=Trouble.AMBIGUOUS)
        remark = _REMARK.search(_COUNT.sub("", name))
        if remark:
            named = self._all(remark[0].strip(" ()"))
            return named if named.codes else Found(words=name, trouble=Trouble.AMBIGUOUS)
        own = self._children(kinds, within=_within(said))
        return Found(own) if own else None

    def _children(self, kinds: frozenset[str], *, within: str) -> tuple[str, ...]:
        parents = {self.root}
        if within or kinds == {"doi"}:
            parents = {unit.code for unit in self.units if unit.kind == (within or "chi_cuc")}
        members = [unit for unit in self.units if unit.parent_code in parents]
        return tuple(unit.code for unit in members if not kinds or unit.kind in kinds)

    def _unknown(self, words: str) -> Found:
        names = {plain(unit.name): unit.name for unit in self.units}
        start = re.sub(r"^p\.\s*", "phong ", plain(words))
        begun = [name for name in names if name.startswith(f"{start} ")]
        if len(begun) > 1:
            return Found(words=words, trouble=Trouble.AMBIGUOUS)
        near = difflib.get_close_matches(plain(words), names, n=1, cutoff=0.8)
        return Found(words=words, trouble=Trouble.UNKNOWN, guess=names[near[0]] if near else "")


def _certain(codes: Sequence[str], name: str) -> Found:
    if len(codes) == 1:
        return Found(tuple(codes))
    return Found(words=name, trouble=Trouble.AMBIGUOUS)


def _around(cell: str, piece: str) -> str:
    """From a piece to the end of its line or item: "UBND các xã" is "UBND các xã, phường"."""
    item = next((item for item in _HARD.split(cell) if piece in item), piece)
    return item[item.index(piece) :].strip(" -–•.")


_NOUN = r"(?:phong|ban|van phong|don vi|trung tam|chi cuc|doi|co quan|bo phan|lanh dao)"
_WORK = r"(?:chuyen mon|nghiep vu|su nghiep|quan ly nha nuoc|qltt|quan ly thi truong)"
_WHOSE = r"(?:truc thuoc|thuoc|cua|trong|khac|con lai|co|lien quan|so|cong thuong|chi cuc)"
_GROUP = re.compile(
    rf"(?:(?:tat ca|toan the|toan bo|100%) )?(?:(?:cac|nhung) )?{_NOUN}"
    rf"(?: (?:va )?(?:cac )?{_NOUN})*"
    rf"(?: (?:{_WORK}|va))*(?: (?:{_WHOSE}|{_WORK}))*"
)


_EVERY = re.compile(r"(?:tat ca|toan|cac|nhung|100%)\b|don vi (?:truc thuoc|su nghiep)\b")


def _group_kinds(name: str) -> frozenset[str] | None:
    """Kinds a group's name covers (empty: all of them); None when it is no group's name."""
    words = " ".join(re.sub(r"[,;:]", " ", name).split())
    if words in ("toan so", "toan the so", "ca so"):
        return frozenset()
    if not _EVERY.match(words) or not _GROUP.fullmatch(words):
        return None
    head = re.split(r"\b(?:truc thuoc|thuoc|cua)\b", words)[0]
    if re.search(r"\b(?:don vi|co quan|bo phan)\b", head):
        own = re.search(r"(?<!thuoc )(?<!thuoc va )\btruc thuoc\b|\bsu nghiep\b", words)
        units_only = "phong" not in head and own is not None
        return frozenset(("trung_tam", "chi_cuc")) if units_only else frozenset()
    head = head.replace("van phong", "van_phong").replace("trung tam", "trung_tam")
    head = head.replace("chi cuc", "chi_cuc")
    return frozenset(kind for kind in KINDS if kind in head.split())


def _within(name: str) -> str:
    """The kind of the unit a group stands under, if it is not the whole department."""
    return "chi_cuc" if re.search(r"\b(?:thuoc|cua)\s+chi cuc\b", name) else ""


def _forms(unit: UnitLine) -> tuple[re.Pattern[str], ...]:
    """Patterns of a squeezed name: its words or initials; the same with less; its kind alone."""
    name = _REMARK.sub("", plain(unit.name))
    kind = KINDS.get(unit.kind, "")
    kind = kind if name.startswith(kind) else ""
    core = re.findall(r"\w+|-", name.removeprefix(kind))
    kind_form = _short(kind.split()) if kind else ""
    whole = _words(core)
    usual = rf"(?:{kind_form})?{whole}" if len(core) > 2 else rf"{kind_form}{whole}"
    loose = rf"{kind_form}{_less(core)}" if kind else whole
    alone = kind_form if kind else whole
    owner = _OWNER if unit.kind == "van_phong" else f"{_OWNER}{_CITY}"
    return tuple(re.compile(f"{form}{owner}") for form in (usual, loose, alone))


def _short(words: Iterable[str]) -> str:
    return "".join(f"(?:{word}|{word[0]})" for word in words)


def _words(core: Sequence[str]) -> str:
    return "".join(_word(word) for word in core)


def _word(word: str) -> str:
    if word == "-":
        return "(?:va)?"
    if word.isdigit():
        return f"0*{int(word)}"
    if word in ("va", "so"):
        return f"(?:{word}|{word[0]})?"
    return f"(?:{word}|{word[0]})"


def _less(core: Sequence[str]) -> str:
    """Without "quản lý" before, or what stands after "và" or a dash; a team by its number."""
    if core and core[-1].isdigit():
        middle = _words([word for word in core[:-1] if word != "so"])
        return f"(?:{middle})?(?:so|s)?{_word(core[-1])}"
    cut = next((at for at, word in enumerate(core) if word in ("va", "-") and at), len(core))
    first = list(core[:cut])
    start = first[2:] if first[:2] == ["quan", "ly"] else first
    manage = "(?:(?:quan|q)(?:ly|l))?" if start is not first else ""
    return f"{manage}{_words(start)}(?:{_words(core[cut:])})?"
