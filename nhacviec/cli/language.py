"""The language of a run, and the help of commands, groups and options in it."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from bot.rendering.catalogue import LANGUAGES
from nhacviec.config.settings import PREFIX, SettingsWrong

FOLDER = Path(__file__).parent / "texts"
Texts = dict[str, dict[str, str]]
Described = TyperArgument | TyperOption


def language() -> str:
    """That of this run, NHACVIEC_LANGUAGE; raises SettingsWrong for one there is none of."""
    name = f"{PREFIX}LANGUAGE"
    wanted = os.environ.get(name) or LANGUAGES[0]
    if wanted not in LANGUAGES:
        raise SettingsWrong(f"{name}: must be one of {', '.join(LANGUAGES)}")
    return wanted


def load(code: str) -> Texts:
    return tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8"))


class DescribedGroup(TyperGroup):
    """The outermost group; made last, it describes all that is below it, then itself."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.texts = load(language())
        for path, command in commands_of(self):
            _describe(path, command, self.texts)

    def get_params(self, ctx: Any) -> list[Any]:
        """Typer adds the options for completion after the group was made."""
        params = super().get_params(ctx)
        _describe_params("", params, self.texts)
        return params


def commands_of(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The command and all below it, each with its path: "import plan"."""
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from commands_of(each, f"{path} {name}".strip())


def _describe(path: str, command: TyperCommand | TyperGroup, texts: Texts) -> None:
    command.help = texts["commands"].get(path, command.help)
    command.rich_help_panel = texts["headings"]["command"]
    if path:
        _describe_params(path, command.get_params(typer.Context(command)), texts)


def _describe_params(path: str, params: list[Any], texts: Texts) -> None:
    options = texts["options"]
    for param in params:
        own, shared = keys(path, param)
        param.help = options.get(own, options.get(shared))
        param.rich_help_panel = texts["headings"][param.param_type_name]


def keys(path: str, param: Described) -> tuple[str, str]:
    """Where its help may stand: of this command, or of every one."""
    name = param.opts[0]
    return f"{path} {name}", name
