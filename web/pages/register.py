"""All pages of the board: a folder beside this file each, found by the routes it declares."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from web import pages
from web.routing import BoardRouter, listed, merged


def declared() -> Iterator[BoardRouter]:
    """The `routes` of every module below `web/pages`."""
    for module in walk_packages(pages.__path__, f"{pages.__name__}."):
        if module.name == __name__:
            continue
        routes = getattr(import_module(module.name), "routes", None)
        if isinstance(routes, BoardRouter):
            yield routes


PAGES = tuple(declared())
ROUTES = merged(PAGES)
SECTIONS = listed(PAGES)
