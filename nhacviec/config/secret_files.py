"""Secrets in files: read only where nobody else can read them."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

OTHERS = 0o007


class SettingsWrong(Exception):
    """A setting is wrong or missing; the message is one line that names it."""


def read_secret(name: str, path: Path) -> str:
    """What the file named by the variable `name` with _FILE holds. Raises SettingsWrong."""
    try:
        if path.stat().st_mode & OTHERS:
            raise SettingsWrong(f"{name}_FILE: {path} may be read by anybody (chmod o=)")
        secret = path.read_text("utf-8").strip()
    except OSError as missing:
        raise SettingsWrong(f"{name}_FILE: {missing.strerror}: {path}") from None
    if not secret:
        raise SettingsWrong(f"{name}_FILE: {path} is empty")
    return secret


def refuse_open(path: Path, secrets: Sequence[str]) -> None:
    """Refuse a settings file with a secret in it that anybody may read.

    A file that is missing or not TOML is left to whoever reads the settings.
    """
    try:
        if not path.stat().st_mode & OTHERS:
            return
        named = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return
    for name in secrets:
        if named.get(name):
            raise SettingsWrong(f"{path}: {name} may be read by anybody (chmod o=)")
