"""What a bot with a quota can bear: users and messages of a month, counted and foreseen."""

from dataclasses import dataclass

NEARLY = 0.8


@dataclass(frozen=True, slots=True)
class Used:
    """So far in this month: people linked, and messages in both directions."""

    users: int
    messages: int


@dataclass(frozen=True, slots=True)
class Quota:
    """What a messenger lets one bot have: people at all, messages in a calendar month.

    `unit`: the department that the bot belongs to, by its code; without one it is everybody's.
    """

    users: int
    messages: int
    unit: str = ""

    def serves(self, unit: str) -> bool:
        """Whether the people of a department may be on this bot."""
        return self.unit in ("", unit)


@dataclass(frozen=True, slots=True)
class Budget:
    """`needed`: messages that a period still asks for, in both directions, of those `asked` here.

    Somebody who is linked but written to on another channel first is not asked here.
    """

    used: Used
    quota: Quota
    needed: int
    asked: int

    @property
    def people_too_many(self) -> int:
        """How many people are to be moved to another channel before a period can finish."""
        beyond = max(self.used.users - self.quota.users, 0)
        short = self.used.messages + self.needed - self.quota.messages
        if short <= 0 or self.asked == 0:
            return beyond
        each = max(self.needed // self.asked, 1)
        return max(beyond, min(-(-short // each), self.asked))

    @property
    def facts(self) -> dict[str, int]:
        """As sentences name them."""
        return {
            "users": self.used.users,
            "messages": self.used.messages,
            "most_users": self.quota.users,
            "most_messages": self.quota.messages,
            "needed": self.needed,
            "people": self.people_too_many,
        }

    @property
    def nearly_spent(self) -> bool:
        users = self.used.users >= NEARLY * self.quota.users
        return users or self.used.messages + self.needed >= NEARLY * self.quota.messages


def needed(users: int, reminders: int, duties_each: float) -> int:
    """Messages that a period asks for, all people staying silent until the last reminder.

    Each reminder is one message; each duty is answered by two taps' worth of words (choose the
    task, then the result) and two replies.
    """
    return round(users * (reminders + 4 * duties_each))
