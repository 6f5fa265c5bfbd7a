"""How long personal data is kept, as it is stated in the notice and in docs/personal-data.md."""

from datetime import date, datetime, time, timedelta

from domain.calendar.work_calendar import at_local, local_day

TEXTS_UNTIL = (3, 31)  # month and day of the next year
AFTER_LEAVING = timedelta(days=30)


def texts_since(now: datetime) -> datetime:
    """What was said and heard before this instant is forgotten: words of a year stay until
    the end of March of the next.
    """
    today = local_day(now)
    first_year = today.year if (today.month, today.day) > TEXTS_UNTIL else today.year - 1
    return at_local(date(first_year, 1, 1), time(0))


def left_before(now: datetime) -> datetime:
    """Of whoever left before this instant the phone, the addresses and the chats are forgotten."""
    return now - AFTER_LEAVING
