"""Numbers and codes: how a choice is made by typing, where there are no buttons or no wish to."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.text.cleaning import clean

ALPHABET = "ACDEFHJKMNPRTUVWXY34679"
"""Signs that nobody takes for another: of B8, G6, I1L, O0Q, S5 and Z2 at most one is here."""
SIZE = len(ALPHABET) ** 3
SCATTER = 7919  # a prime that shares no factor with SIZE, so that neighbours look different
FRESH = timedelta(days=5)
NUMBER = re.compile(r"\d{1,2}")
CODE = re.compile(f"[{ALPHABET}]{{3}}")
VERBS = {"HUY": "undo", "SUA": "change"}


def code_of(prompt_number: int) -> str:
    """Three signs for the n-th prompt; they repeat only after SIZE prompts."""
    value = prompt_number * SCATTER % SIZE
    signs = ""
    for _ in range(3):
        value, place = divmod(value, len(ALPHABET))
        signs += ALPHABET[place]
    return signs


@dataclass(frozen=True, slots=True)
class Directive:
    """A line that names a prompt: `verb` is "undo", "change" or, with words of its own, "say"."""

    verb: str
    code: str
    words: str = ""


def directive(text: str) -> Directive | None:
    """Read "HUY A7K", "SUA A7K", "A7K xong" or "xong A7K"; None for any other line."""
    words = clean(text).split()
    codes = [word for word in words if CODE.fullmatch(word.upper()) and _plain(word) not in VERBS]
    if len(codes) != 1 or len(words) < 2:
        return None
    rest = [word for word in words if word is not codes[0]]
    verb = VERBS.get(_plain("".join(rest))) if len(rest) == 1 else None
    return Directive(verb or "say", codes[0].upper(), "" if verb else " ".join(rest))


def _plain(word: str) -> str:
    """Capitals without marks."""
    parts = unicodedata.normalize("NFD", word.upper())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


@dataclass(frozen=True, slots=True)
class Prompt:
    """Choices standing open in a chat: `taps[0]` is number 1."""

    id: int
    code: str
    topic: str
    taps: tuple[str, ...]
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a typed number or code means: a tap, or nothing certain."""

    tap: str | None
    ambiguous: bool = False


NOT_A_CHOICE = Chosen(None)
AMBIGUOUS = Chosen(None, ambiguous=True)


def choose(text: str, standing: Sequence[Prompt], known: Sequence[Prompt], now: datetime) -> Chosen:
    """Read "1", "1 A7K" or "A7K 1". Prompts come newest first; those `standing` are open.

    A bare number counts only if exactly one prompt stands open and is fresh; a code also names
    one that was `known` before. Otherwise nothing is chosen.
    """
    words = clean(text).upper().replace(".", " ").split()
    numbers = [word for word in words if NUMBER.fullmatch(word)]
    codes = [word for word in words if CODE.fullmatch(word) and word not in numbers]
    if len(numbers) != 1 or len(numbers) + len(codes) != len(words) or len(codes) > 1:
        return NOT_A_CHOICE
    if codes:
        return _pick([prompt for prompt in known if prompt.code == codes[0]][:1], numbers[0])
    fresh = [prompt for prompt in standing if now - prompt.opened_at < FRESH]
    return _pick(fresh, numbers[0]) if len(fresh) == 1 else AMBIGUOUS


def _pick(prompts: Sequence[Prompt], number: str) -> Chosen:
    if not prompts or not 1 <= int(number) <= len(prompts[0].taps):
        return AMBIGUOUS
    return Chosen(prompts[0].taps[int(number) - 1])
