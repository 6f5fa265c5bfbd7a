"""The routes as data: what handles each, and what it requires; deny by default."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.delivery.content import Composer
from bot.inbound.turn import Effect
from domain.messaging.messages import Reply
from domain.people.access import Lock


@dataclass(frozen=True, slots=True)
class Route:
    """What handles a route, and what somebody must be allowed to do to reach it.

    `menu` is the place of a command in the messenger's menu, the most used first; 0 is none.
    """

    handle: Callable[..., Any]
    require: Lock
    menu: int = 0


@dataclass(frozen=True, slots=True)
class RouteTable:
    """Commands by name, buttons by action, steps as `flow:step`, composers by text key.

    `events`: what is neither command nor button nor step, by the kind of the event; `message` is
    words, `contact` a phone card, `unknown_button` and `unknown_command` what no feature declares.
    """

    commands: dict[str, Route] = field(default_factory=dict)
    buttons: dict[str, Route] = field(default_factory=dict)
    steps: dict[str, Route] = field(default_factory=dict)
    events: dict[str, Route] = field(default_factory=dict)
    effects: dict[type[Effect], Callable[..., Awaitable[list[Reply]]]] = field(default_factory=dict)
    composers: dict[str, Composer] = field(default_factory=dict)
