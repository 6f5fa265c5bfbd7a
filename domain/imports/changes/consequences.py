"""What changing the row of one official brings with it, told before it is confirmed."""

from dataclasses import dataclass

from domain.people.officials import Role


@dataclass(frozen=True, slots=True)
class PassedDuty:
    """`heir`: who owns it from then on; empty where nobody does."""

    code: str
    heir: str = ""


@dataclass(frozen=True, slots=True)
class Consequences:
    """`last`: posts of which this person is the last holder. Chats and invitations are counted."""

    duties: tuple[PassedDuty, ...] = ()
    posts: tuple[Role, ...] = ()
    last: tuple[Role, ...] = ()
    assignments: int = 0
    chats: int = 0
    invitations: int = 0
    anything: bool = False
