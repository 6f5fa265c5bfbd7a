"""Which browser, on what, from where: so that somebody recognises the own screen."""

import re

from starlette.requests import Request

BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("CocCoc", r"coc_coc_browser/"),
    ("Opera", r"OPR/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone|iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X"),
    ("Linux", r"Linux"),
)


def browser_of(request: Request) -> str:
    """Chrome, Windows; empty where the browser does not say."""
    agent = request.headers.get("user-agent", "")[:400]
    found = (_first(BROWSERS, agent), _first(SYSTEMS, agent))
    return ", ".join(each for each in found if each)


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, sign in known if re.search(sign, agent)), "")


def place_of(request: Request) -> str:
    """The address it comes from, as the server saw it."""
    return request.client.host if request.client else ""
