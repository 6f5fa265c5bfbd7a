"""Every way in and what it takes to pass: a command, tap, step or page not here is shut."""

from collections.abc import Mapping
from enum import StrEnum

from domain.people.officials import Official
from domain.people.permissions import RIGHTS, Action


class Entrance(StrEnum):
    """Who may pass where no single right decides."""

    ANYBODY = "anybody"
    MEMBER = "member"
    LINK = "link"


Lock = Action | Entrance | tuple[Action, ...]
"""Of several rights, any one will do."""

IMPORTS = (Action.IMPORT, Action.ASSIGN)

PAGES: Mapping[str, Lock] = {
    "/": Entrance.ANYBODY,
    "/i/{code}": Entrance.ANYBODY,
    "/static": Entrance.ANYBODY,
    "/c/{token}": Entrance.LINK,
    "/c/{token}/messages": Entrance.LINK,
    "/c/{token}/say": Entrance.LINK,
    "/c/{token}/file": Entrance.LINK,
    "/c/{token}/live": Entrance.LINK,
    "/f/{token}/{name}": Entrance.LINK,
    "/push-worker.js": Entrance.ANYBODY,
    "/c/{token}/app.webmanifest": Entrance.LINK,
    "/c/{token}/push": Entrance.LINK,
    "/c/{token}/push/end": Entrance.LINK,
}

FEEDS: Mapping[str, Lock] = {"/lich/{token}.ics": Entrance.LINK}


def may_pass(official: Official | None, lock: Lock | None) -> bool:
    """Whether somebody may pass at all; what it is about there is judged by `rights.may`.

    What has no lock is shut. `LINK` is judged by the signature of the link itself.
    """
    if lock is Entrance.ANYBODY:
        return True
    if official is None or lock is None or lock is Entrance.LINK:
        return False
    if lock is Entrance.MEMBER:
        return True
    wanted = lock if isinstance(lock, tuple) else (lock,)
    return any(each in RIGHTS[post.role] for post in official.posts for each in wanted)
