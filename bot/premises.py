"""What an answer may need from outside: the address of the pages, new tokens, limits."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from domain.messages import Refusal


def _no_token() -> str:
    raise Refusal("help.no_web")


@dataclass(frozen=True, slots=True)
class Premises:
    """What an answer may need besides: `public_url` of the pages, and `new_token` for links.

    `most_users`: how many people a channel bears, where that is limited. `aside`: channels that
    do not become the one to write to first when somebody has another.
    """

    public_url: str = ""
    new_token: Callable[[], str] = _no_token
    most_users: Mapping[str, int] = field(default_factory=dict)
    aside: Collection[str] = ("web",)
