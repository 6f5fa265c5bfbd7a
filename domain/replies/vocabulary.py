"""Reads the words that the reader of replies is made of, from `words/*.toml`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).parent / "words"


def tables(name: str) -> dict[str, Any]:
    """`words/NAME.toml` as it stands."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def vocabulary(name: str) -> Mapping[str, frozenset[str]]:
    """The lists of `words/NAME.toml`: each a text of words between spaces."""
    return {key: frozenset(text.split()) for key, text in tables(name).items()}
