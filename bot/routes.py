"""All routes of the features; each declares its own, with the permission that it requires."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from bot import features
from bot.inbound.routing import Router, merged


def declared() -> Iterator[Router]:
    """The `routes` of every module below `bot/features`."""
    for module in walk_packages(features.__path__, f"{features.__name__}."):
        routes = getattr(import_module(module.name), "routes", None)
        if isinstance(routes, Router):
            yield routes


ROUTES = merged(tuple(declared()))
