"""What a bot with a quota can bear."""

import pytest

from domain.messaging.quota import Budget, Quota, Used, needed


def budget(users: int, messages: int = 0, wanted: int = 0) -> Budget:
    return Budget(Used(users, messages), Quota(50, 3000), wanted, asked=users)


def test_sixty_people_on_a_bot_for_fifty_are_ten_too_many() -> None:
    assert budget(60).people_too_many == 10


@pytest.mark.parametrize(
    ("messages", "wanted", "too_many"),
    [(0, 1000, 0), (2500, 500, 0), (2500, 1000, 25), (3000, 1000, 50)],
)
def test_people_are_moved_until_the_messages_suffice(
    messages: int, wanted: int, too_many: int
) -> None:
    assert budget(50, messages, wanted).people_too_many == too_many


@pytest.mark.parametrize(
    ("users", "messages", "near"), [(39, 0, False), (40, 0, True), (1, 2400, True)]
)
def test_eighty_percent_is_near(users: int, messages: int, near: bool) -> None:
    assert budget(users, messages).nearly_spent is near


def test_a_period_asks_for_reminders_and_answers() -> None:
    assert needed(10, reminders=4, duties_each=2.5) == 140
