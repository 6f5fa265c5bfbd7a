"""Reads whether text speaks of a state secret: surely, perhaps, or not at all.

Law 117/2025/QH15. With its marks "mật" is a level of secrecy where it marks a document, and honey,
a password or a density elsewhere. Without them "mat" is a loss, a face, a surface or an eye, unless
a document together with a marking or a number leaves no other reading.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum

from domain.text import secrecy_words as words
from domain.text.neighbours import END, Neighbours, tokens
from domain.text.normalize import plain


class Secrecy(IntEnum):
    """What a text is taken for. UNCLEAR: only the person who wrote it can say."""

    INNOCENT = 0
    UNCLEAR = 1
    CERTAIN = 2


INNOCENT, UNCLEAR, CERTAIN = Secrecy
FAR = 4  # so many words lie between a document and a level at its end, at least
SIGNS = frozenset(("mật", "mat", "bmnn"))

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACED = re.compile(r"\b([Mm])[\s._-]+([ẬậAa])[\s._-]+([Tt])\b")
_TYPED = re.compile(r"\b(?:maajt|maatj|mâtj|ma6t5|ma65t|mậtj)\b", re.IGNORECASE)

_KIND = "(?:bc|cv|kh|qd|ttr|tb|ct|nq|hd|gm|bb|pa|da|ctr|kl|tt|cd|vb|qc|ph|tm|bctk)"
_LEVEL = r"(?:m|tm|tum)(?!\w|[-/_][^\W\d])"
_REGISTER = re.compile(
    rf"(?<![\w/])\d{{1,6}}(?:/\d{{4}})?\s*[-/_.]?\s*{_KIND}(?:[-/_][a-z]{{2,8}})?\s*[-/_]\s*{_LEVEL}"
    r"|(?<![\w/])\d{1,6}\s*[-/_]\s*(?:m|tm|tum)\s*[-/]\s*[a-z]{2,}"
)
_NUMBER = re.compile(rf"(?P<before>(?:\w+\s+){{0,3}})so\s*:?\s*\d{{1,6}}\s*[-/]\s*{_LEVEL}")
_ENGLISH = re.compile(r"(?<!not a )(?<!no )\b(?:top secret|state secrets?)\b")
_DECLARED = re.compile(r"(?:khong|ko|k) (?:phai|co|thuoc|chua)(?: la)? bi mat nha nuoc\b")


def read_secrecy(text: str) -> Secrecy:
    """The gravest reading of any part of the text, which may be a file's name."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    seen = _TYPED.sub("mật", _SPACED.sub(r"\1\2\3", seen.replace("_", " ")))
    readings = _Readings(tokens(seen), seen.isupper())
    found = max([_numbers(plain(text)), *readings.all()])
    return INNOCENT if found is UNCLEAR and _DECLARED.match(plain(seen)) else found


def _numbers(text: str) -> Secrecy:
    """Numbers of a register of secret documents: 27-CV/M, 12/BC-TM, "Công văn số 5/M"."""
    if _REGISTER.search(text) or _ENGLISH.search(text):
        return CERTAIN
    found = _NUMBER.search(text)
    if not found or found["before"].split()[-1:] in (["mau"], ["bieu"], ["co"]):
        return INNOCENT
    named = any(f" {each} " in f" {found['before']}" for each in words.DOCUMENTS)
    return CERTAIN if named else UNCLEAR


class _Readings(Neighbours):
    """Every "mật", "mat" and "bmnn" of a text, judged by what stands beside it."""

    __slots__ = ()

    def all(self) -> Iterator[Secrecy]:
        return (self._judge(at) for at, token in enumerate(self.tokens) if token.lower in SIGNS)

    def _judge(self, at: int) -> Secrecy:
        if self._is_state_secret(at):
            found = self._state_secret(at)
        elif self.before(at).plain == "bi":
            found = self._kept_secret(at)
        elif self.tokens[at].lower == "mật":
            found = self._marked(at)
        else:
            found = self._unmarked(at)
        return found if found is INNOCENT else self._softened(at, found)

    def level(self, at: int) -> bool:
        return self.before(at).lower in ("tối", "tuyệt", "toi", "tuyet")

    def _is_state_secret(self, at: int) -> bool:
        if self.tokens[at].lower == "bmnn":
            return True
        return self.before(at).plain == "bi" and self.two_after(at) in words.STATE

    def _state_secret(self, at: int) -> Secrecy:
        until = at if self.tokens[at].lower == "bmnn" else at - 1
        near = " ".join(token.plain for token in self.tokens[max(self.start(at), at - 8) : until])
        if any(f" {each} " in f" {near} " for each in words.PROTECTION):
            return INNOCENT
        bare = self.tokens[at].lower == "mat"
        lost = any(f" {each} " in f" {near} " for each in words.PROPERTY)
        return INNOCENT if bare and lost else CERTAIN

    def _kept_secret(self, at: int) -> Secrecy:
        """Some other "bí mật", or, without marks, something that was lost."""
        named, _ = self.document(at - 1)
        if not named or self.two_after(at) in words.PRIVATE or self.level(at - 1):
            return INNOCENT
        if self.tokens[at].lower == "mật":
            return UNCLEAR
        lost = named in words.THINGS or not self.ends_here(at)
        return INNOCENT if lost or self._lost(at, apart_from="bi mat") else UNCLEAR

    def _marked(self, at: int) -> Secrecy:
        """With its marks."""
        if self.level(at):
            return CERTAIN
        if self.two_before(at) in words.CERTAIN_MARKS:
            return CERTAIN
        compound = self.after(at).lower in words.HONEY_AFTER
        if compound or self.before(at).lower in words.HONEY_BEFORE:
            return INNOCENT
        if self.document(at)[0] or self.before(at).lower in ("dấu", "độ"):
            return CERTAIN
        return INNOCENT if self._honey(at) or self._is_name(at) else self._alone(at)

    def _alone(self, at: int) -> Secrecy:
        """Nothing beside it says what it is."""
        documents = self.speaks_of(at, words.DOCUMENTS)
        out = self.stands_out(at) or (documents and self.tokens[at].raw[0].isupper())
        linked = self.before(at).lower == "là" and documents
        return CERTAIN if out or linked else UNCLEAR

    def _honey(self, at: int) -> bool:
        said = {token.lower for token in self.tokens}
        pairs = {f"{a.lower} {b.lower}" for a, b in zip(self.tokens, self.tokens[1:], strict=False)}
        return bool((said | pairs) & words.HONEY_NEAR)

    def _is_name(self, at: int) -> bool:
        if self.before(at).lower in words.PEOPLE:
            return True
        capitals = self.tokens[at].raw.istitle() and self.before(at).raw.istitle()
        return capitals and at - 1 > self.start(at)

    def _unmarked(self, at: int) -> Secrecy:
        """Without marks."""
        if self.level(at):
            return self._unmarked_level(at)
        if self._takes_time(at):
            return INNOCENT
        if self._is_stamp(at):
            return self._unless_lost(at, CERTAIN if self._settled(at) else INNOCENT)
        if self.stands_out(at) and self.speaks_of(at, words.DOCUMENTS):
            return INNOCENT if self._is_everyday(at) else CERTAIN
        named, ends = self.document(at)
        if not named:
            return INNOCENT
        return self._unless_lost(at, self._of_document(at, named, ends))

    def _is_stamp(self, at: int) -> bool:
        heads = self.before(at).plain == "do" and self.after(at).raw == ":"
        if heads or self.two_before(at) in words.CERTAIN_MARKS:
            return True
        return self.before(at).plain == "dau" and bool(self.document(at)[0])

    def _settled(self, at: int) -> bool:
        """Nothing after it makes it a loss of something."""
        follows = self.after(at).plain in ("so", "ve", "cua", "gui", "kem", "cho", "va", "trong")
        return self.ends_here(at) or follows or self.two_after(at) in words.DOCUMENTS

    def _unless_lost(self, at: int, otherwise: Secrecy) -> Secrecy:
        return INNOCENT if self._lost(at) else otherwise

    def _lost(self, at: int, apart_from: str = "") -> bool:
        return self.speaks_of(at, words.LOSSES - {apart_from})

    def _takes_time(self, at: int) -> bool:
        """mat 3 ngay, mat 2 trang"""
        figure = self.after(at).raw[:1].isdigit()
        return figure and self.after(at, 2).plain in words.SPANS

    def _is_everyday(self, at: int) -> bool:
        before, after = self.before(at), self.after(at)
        return after.plain in words.LOSS_AFTER or before.plain in words.FACES

    def _unmarked_level(self, at: int) -> Secrecy:
        """toi mat: tối mật, or "I have lost"; tuyet mat: hardly anything but tuyệt mật."""
        first = self.before(at)
        twice = self.before(at, 2).plain == "mat" and self.before(at, 3).plain in words.MARKS
        named = twice or self.document(at - 1)[0] or self.before(at, 2).plain in words.MARKS
        if first.plain == "tuyet":
            return CERTAIN if named or self.speaks_of(at, words.DOCUMENTS) else UNCLEAR
        if self._takes_time(at) or self._lost(at):
            return INNOCENT
        if named:
            return CERTAIN if self._settled(at) or self._numbered(at) else self._hardly(at)
        heads = at == 1 and self.ends_here(at) and self.speaks_of(at, words.DOCUMENTS)
        if heads and self.after(at) is not END:
            return CERTAIN
        return UNCLEAR if self._closes(at) else INNOCENT

    def _closes(self, at: int) -> bool:
        """bao cao ve kho dan toi mat: it begins with a document, and nobody but "toi" lost it."""
        begins = self.start(at)
        opened = any(self.two_after(begins + on) in words.DOCUMENTS for on in (-1, 0, 1, 2))
        owned = self.before(at, 2).plain in words.OWNERS
        return opened and at - begins > FAR and self.ends_here(at) and not owned

    def _hardly(self, at: int) -> Secrecy:
        return INNOCENT if self.after(at).plain in words.LOSS_AFTER else UNCLEAR

    def _numbered(self, at: int) -> bool:
        if self.after(at).plain == "so":
            return self.after(at, 2).raw[:1].isdigit()
        follows = self.ends_here(at + 1) or self.after(at, 2).plain in words.NUMBERED
        return self.after(at).raw[:1].isdigit() and follows

    def _of_document(self, at: int, named: str, ends: int) -> Secrecy:
        """A document is named before it."""
        if self._numbered(at):
            return UNCLEAR if named in words.THINGS else CERTAIN
        about = at + 1 if self.after(at).plain in ("ve", "cua") else at
        if self.two_after(about) in words.TOPICS or self.after(at).plain in ("gui", "dinh"):
            return CERTAIN
        if self.ends_here(at):
            return self._ends_with_it(at, named, ends)
        return self._followed(at, named)

    def _ends_with_it(self, at: int, named: str, ends: int) -> Secrecy:
        if self.before(at).plain == "la" and self.before(at, 2).plain != "nhu":
            return CERTAIN
        first = self.before(ends, len(named.split()) + 1)
        passed_on = first.raw[:1].isdigit() or first.plain in words.PASSING_ON
        return CERTAIN if passed_on and ends == at else UNCLEAR

    def _followed(self, at: int, named: str) -> Secrecy:
        after, second = self.after(at), self.after(at, 2).plain
        if after.plain == "do":
            return UNCLEAR if second in words.ISSUERS else INNOCENT
        if after.plain == "cua" and second in words.GUARDED and named not in words.THINGS:
            return CERTAIN
        if after.plain in ("cua", "tu", "ve"):
            return INNOCENT if second in words.SINCE | {"sinh"} else UNCLEAR
        counted = after.raw[:1].isdigit() or after.plain in words.LOSS_AFTER
        return INNOCENT if counted or named in words.THINGS else UNCLEAR

    def _softened(self, at: int, found: Secrecy) -> Secrecy:
        """What is denied is innocent, and so is work that keeps secrets: courses, registers, safes.

        What is only asked about, or was released, is asked back. A number softens nothing.
        """
        numbered = any(self.after(at, on).raw[:1].isdigit() for on in (1, 2, 3))
        if self._denied(at):
            return UNCLEAR if numbered else INNOCENT
        if self._is_object(at, words.HANDLING) and not self._is_one_of_many(at):
            handed_on = self.level(at) or self.speaks_of(at, words.HANDING_ON)
            return UNCLEAR if handed_on else INNOCENT
        if self._is_object(at, words.DRAWING_UP) and not self._is_one_of_many(at):
            return UNCLEAR
        asked = self._asked(at) or self.before(at).plain == "giai"
        return UNCLEAR if asked and not numbered else found

    def _is_one_of_many(self, at: int) -> bool:
        """It bears a number: one document is meant."""
        near = (self.after(at), self.after(at, 2), self.after(at, 3))
        return near[0].raw[:1].isdigit() or any("/" in each.raw for each in near)

    def _denied(self, at: int) -> bool:
        """As it is written: "chứa" and "Hồng" deny nothing, and "lưu trữ" makes no exception."""
        near = range(max(self.start(at), at - 7), at)
        no = any(f"{self.tokens[n].lower} {self.after(n).plain}" in words.DENIALS for n in near)
        return no or any(
            self.tokens[n].lower in words.EXCEPTIONS and self.before(n).plain not in words.STORES
            for n in near
        )

    def _is_object(self, at: int, work: frozenset[str]) -> bool:
        """Whether what is secret here is what this work is done on."""
        at = at - 1 if self.level(at) or self.before(at).plain == "bi" else at
        named, ends = self.document(at)
        begins = ends - len(named.split()) if named else at
        said = " ".join(token.plain for token in self.tokens[self.start(at) : begins])
        while said and said.rsplit(" ", 1)[-1] in words.FILLERS:
            said = said.rpartition(" ")[0]
        return any(f" {said}".endswith(f" {each}") for each in work)

    def _asked(self, at: int) -> bool:
        said = self.said(at).removesuffix(" a ").rstrip()
        return said.endswith((" khong", " chua")) or self.speaks_of(at, words.QUESTIONS)
