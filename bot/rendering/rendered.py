"""A message in words, as it goes to a channel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    tap: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words, ready for the wire.

    `html` is escaped text whose only markup is <b>, <i> and <u>, lines ended by "\\n".
    `buttons` are rows of buttons. `code` names the prompt when there is something to choose.
    `reference` is the message's id, for channels that can recognise a repetition.
    """

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    code: str = ""
    reference: str = ""
