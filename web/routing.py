"""Routes of the board: a page declares its address and the permission that it requires.

No route can be written without one.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from starlette.responses import Response

from domain.people.access import Lock
from web.request import MOST_BODY, BoardRequest

Handler = Callable[[BoardRequest], Awaitable[Response]]
Method = Literal["GET", "POST"]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True, slots=True)
class BoardRoute:
    """`path`: below /bang, with its parameters in braces. `most`: bytes of a form."""

    method: Method
    path: str
    handle: Handler
    require: Lock
    most: int = MOST_BODY


class BoardRouteTwice(Exception):
    """Two pages declare the same address."""


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the navigation: `name` finds its label, `place` its order."""

    name: str
    icon: str
    path: str
    place: int
    require: Lock


class BoardRouter:
    """The routes of one page."""

    def __init__(self) -> None:
        self.routes: list[BoardRoute] = []
        self.sections: list[Section] = []

    def section(self, name: str, path: str, *, icon: str, place: int, require: Lock) -> None:
        """Have the page stand in the navigation of whoever may open it."""
        self.sections.append(Section(name, icon, path, place, require))

    def get(self, path: str, *, require: Lock) -> Callable[[H], H]:
        """A page or a part of one; it only looks."""
        return self._declare("GET", path, require)

    def post(self, path: str, *, require: Lock, most: int = MOST_BODY) -> Callable[[H], H]:
        """An act: it comes from a form of the own pages. `most`: bytes, where it brings a file."""
        return self._declare("POST", path, require, most)

    def _declare(
        self, method: Method, path: str, require: Lock, most: int = MOST_BODY
    ) -> Callable[[H], H]:
        def declare(handle: H) -> H:
            self.routes.append(BoardRoute(method, path, handle, require, most))
            return handle

        return declare


def merged(routers: Sequence[BoardRouter]) -> tuple[BoardRoute, ...]:
    """All routes. Raises BoardRouteTwice."""
    found = [route for router in routers for route in router.routes]
    addresses = [(route.method, route.path) for route in found]
    if len(set(addresses)) < len(addresses):
        raise BoardRouteTwice
    return tuple(found)


def listed(routers: Sequence[BoardRouter]) -> tuple[Section, ...]:
    """The navigation, in its order."""
    found = [section for router in routers for section in router.sections]
    return tuple(sorted(found, key=lambda each: each.place))


def access_table(routes: Sequence[BoardRoute]) -> Iterator[str]:
    """Each route with what it requires, to be reviewed."""
    for route in sorted(routes, key=lambda each: (each.path, each.method)):
        wanted = route.require if isinstance(route.require, tuple) else (route.require,)
        yield f"{route.method} /bang{route.path}: {', '.join(wanted)}"
