"""The language of a run, and the help of commands, groups and options in it."""

import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import typer
from typer import core, rich_utils
from typer.core import TyperArgument, TyperGroup, TyperOption

from bot.rendering.catalogue import LANGUAGES
from nhacviec.config.settings import PREFIX, SettingsWrong

FOLDER = Path(__file__).parent / "texts"
PLACE = re.compile(r"\{(\w+)\}")
WANTS_HELP = "NoArgsIsHelpError"  # no error: typer, too, knows it by its name
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


def in_words(said: str) -> str:
    """What a library or a setting says, in the language of the run.

    The texts have the forms of what is said; one that they do not have stays as it is.
    """
    try:
        code = language()
    except SettingsWrong:
        code = LANGUAGES[0]
    return _reworded(said, load(code)["words"])


def _reworded(said: str, words: dict[str, str]) -> str:
    place, _, why = said.partition(": ")
    if why and " " not in place:
        return f"{place}: {_reworded(why, words)}"
    for form, wanted in words.items():
        literal = PLACE.split(form)[::2]
        parts = re.fullmatch("(.+)".join(map(re.escape, literal)), said, re.DOTALL)
        if parts:
            named = zip(PLACE.findall(form), parts.groups(), strict=True)
            return wanted.format(**{name: _reworded(part, words) for name, part in named})
    return said


class _Said(typer.BadParameter):
    """What was wrong with a command, in the language of the run."""

    def format_message(self) -> str:
        return self.message


@contextmanager
def _put_into_words() -> Iterator[None]:
    try:
        yield
    except typer.TyperException as wrong:
        if type(wrong).__name__ == WANTS_HELP:
            raise
        said = in_words(wrong.format_message())
        raise _Said(said, getattr(wrong, "ctx", None)) from None


class DescribedGroup(TyperGroup):
    """The outermost group; made last, it describes all that is below it, then itself."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.texts = load(language())
        for name, words in self.texts["typer"].items():
            setattr(rich_utils, name, words)
        extras = self.texts["extras"]
        vars(core)["_"] = lambda said: extras.get(said, said)  # instead of gettext
        for path, command in commands_of(self):
            _describe(path, command, self.texts)

    def get_params(self, ctx: Any) -> list[Any]:
        """Typer adds the options for completion after the group was made."""
        params = super().get_params(ctx)
        _describe_params("", params, self.texts)
        return params

    def make_context(self, *arguments: Any, **named: Any) -> Any:
        with _put_into_words():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: Any) -> Any:
        with _put_into_words():
            return super().invoke(ctx)


def commands_of(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The command and all below it, each with its path: "import plan"."""
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from commands_of(each, f"{path} {name}".strip())


def _describe(path: str, command: Any, texts: Texts) -> None:
    headings = texts["headings"]
    command.help = texts["commands"].get(path, command.help)
    command.short_help = (command.help or "").partition("\n\n")[0]
    command.rich_help_panel = headings["command"]
    command.options_metavar = headings["options"]
    command.format_usage = partial(_write_usage, command, headings["usage"])
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = headings["subcommand"]
    if path:
        _describe_params(path, command.get_params(typer.Context(command)), texts)


def _write_usage(command: Any, heading: str, ctx: Any, formatter: Any) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, heading)


def _describe_params(path: str, params: list[Any], texts: Texts) -> None:
    options = texts["options"]
    for param in params:
        own, shared = keys(path, param)
        param.help = options.get(own, options.get(shared))
        param.rich_help_panel = texts["headings"][param.param_type_name]
        param.display_type_rich = partial(_type_mark, param, texts["types"])
        if isinstance(param.show_default, str):
            param.show_default = _reworded(param.show_default, texts["words"])


def _type_mark(param: Any, words: dict[str, str], ctx: Any) -> str:
    """What its value looks like, such as <text>; choices as they are typed."""
    mark = type(param).display_type_rich(param, ctx) or ""
    return words.get(mark, mark)


def keys(path: str, param: Described) -> tuple[str, str]:
    """Where its help may stand: of this command, or of every one."""
    name = param.opts[0]
    return f"{path} {name}", name
