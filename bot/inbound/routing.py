"""Routes: a feature declares its commands, buttons, steps, effects and composers beside the code.

No route can be written without the permission that it requires.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from bot.delivery.content import Composer
from bot.inbound.context import UpdateContext
from bot.inbound.route_table import Route, RouteTable
from bot.inbound.turn import Effect, Step
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Reply
from domain.people.access import Lock

Replies = Awaitable[list[Reply]]
CommandHandler = Callable[[UpdateContext, str], Replies]
ButtonHandler = Callable[[UpdateContext, ButtonAction], Replies]
EventHandler = Callable[[UpdateContext], Awaitable[Sequence[Reply]]]
SimpleHandler = Callable[[UpdateContext], Replies]
IdHandler = Callable[[UpdateContext, int], Replies]
RevisionHandler = Callable[[UpdateContext, int, int], Replies]

E = TypeVar("E", bound=Effect)
C = TypeVar("C", bound=CommandHandler)
B = TypeVar("B", bound=ButtonHandler)
S = TypeVar("S", bound=SimpleHandler)
N = TypeVar("N", bound=EventHandler)
D = TypeVar("D", bound=IdHandler)
V = TypeVar("V", bound=RevisionHandler)
Handles = Callable[[UpdateContext, E], Replies]


class RouteTwice(Exception):
    """Two features declare the same route."""


class Router(RouteTable):
    """The routes of one module. A button sends its action, an id and a revision, 0 if unused."""

    __slots__ = ()

    def command(self, *names: str, require: Lock, menu: int = 0) -> Callable[[C], C]:
        def declare(handle: C) -> C:
            for place, name in enumerate(names):
                _add(self.commands, name, Route(handle, require, 0 if place else menu))
            return handle

        return declare

    def simple_command(self, *names: str, require: Lock, menu: int = 0) -> Callable[[S], S]:
        """A command that takes no argument."""

        def declare(handle: S) -> S:
            async def without_argument(context: UpdateContext, _argument: str) -> list[Reply]:
                return await handle(context)

            self.command(*names, require=require, menu=menu)(without_argument)
            return handle

        return declare

    def button(self, action: str, *, require: Lock) -> Callable[[B], B]:
        def declare(handle: B) -> B:
            _add(self.buttons, action, Route(handle, require))
            return handle

        return declare

    def simple_button(self, action: str, *, require: Lock) -> Callable[[S], S]:
        """A button that is about nothing in particular."""

        def declare(handle: S) -> S:
            async def alone(context: UpdateContext, _pressed: ButtonAction) -> list[Reply]:
                return await handle(context)

            self.button(action, require=require)(alone)
            return handle

        return declare

    def id_button(self, action: str, *, require: Lock) -> Callable[[D], D]:
        """A button about one thing."""

        def declare(handle: D) -> D:
            async def with_id(context: UpdateContext, pressed: ButtonAction) -> list[Reply]:
                return await handle(context, pressed.id)

            self.button(action, require=require)(with_id)
            return handle

        return declare

    def revision_button(self, action: str, *, require: Lock) -> Callable[[V], V]:
        """A button about a thing at the revision at which it was shown, or about two things."""

        def declare(handle: V) -> V:
            async def with_both(context: UpdateContext, pressed: ButtonAction) -> list[Reply]:
                return await handle(context, pressed.id, pressed.revision)

            self.button(action, require=require)(with_both)
            return handle

        return declare

    def step(self, flow: str, name: str, *, require: Lock) -> Callable[[Step], Step]:
        def declare(step: Step) -> Step:
            _add(self.steps, step_key(flow, name), Route(step, require))
            return step

        return declare

    def event(self, *kinds: str, require: Lock) -> Callable[[N], N]:
        def declare(handle: N) -> N:
            for kind in kinds:
                _add(self.events, kind, Route(handle, require))
            return handle

        return declare

    def effect(self, kind: type[E]) -> Callable[[Handles[E]], Handles[E]]:
        """Carries out what a step decided; the step's permission has been checked."""

        def declare(handle: Handles[E]) -> Handles[E]:
            _add(self.effects, kind, handle)
            return handle

        return declare

    def composer(self, text_key: str) -> Callable[[Composer], Composer]:
        """Puts an outbox message together from the facts of the moment at which it leaves."""

        def declare(compose: Composer) -> Composer:
            _add(self.composers, text_key, compose)
            return compose

        return declare


def step_key(flow: str, step: str) -> str:
    return f"{flow}:{step}"


def merged(routers: Sequence[Router]) -> RouteTable:
    """All routes as one. Raises RouteTwice."""
    whole = RouteTable()
    for each in routers:
        _merge(whole.commands, each.commands)
        _merge(whole.buttons, each.buttons)
        _merge(whole.steps, each.steps)
        _merge(whole.events, each.events)
        _merge(whole.effects, each.effects)
        _merge(whole.composers, each.composers)
    return whole


def _merge(into: dict[Any, Any], more: Mapping[Any, Any]) -> None:
    for key, value in more.items():
        _add(into, key, value)


def _add(into: dict[Any, Any], key: Any, value: Any) -> None:
    if key in into:
        raise RouteTwice(str(key))
    into[key] = value


def access_table(routes: RouteTable) -> list[str]:
    """One line a route: its kind, its name, the permission that it requires."""
    kinds = (
        ("command", routes.commands),
        ("button", routes.buttons),
        ("step", routes.steps),
        ("event", routes.events),
    )
    return [
        f"{kind:8} {name:32} {permission(route.require)}"
        for kind, table in kinds
        for name, route in sorted(table.items())
    ]


def permission(lock: Lock) -> str:
    """In words; of several permissions any one will do."""
    return " or ".join(lock) if isinstance(lock, tuple) else str(lock)
