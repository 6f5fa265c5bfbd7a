"""Absences: the thirteen relations of two spans, chains of stand-ins, words, and who is asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messaging.button_labels import spoken
from domain.messaging.messages import Refusal
from domain.messaging.prompts import Prompt
from domain.people.absence_text import ParsedAbsence, understand
from domain.people.absences import (
    Absence,
    AbsenceSpan,
    ended_early,
    refuse_unfit,
    stand_in_of,
    with_new,
)
from domain.people.officials import Official, Role
from domain.people.permissions import Action, Target, may
from domain.reporting.policy import Audience, Step
from domain.reporting.recipients import Roster, told
from tests.domain.reporting.test_rules import (
    EVERYBODY,
    HEAD,
    OFFICE,
    OWNER,
    TIMES,
    TREE,
    duty,
    person,
)

TODAY = date(2025, 10, 17)
A, B = 20, 21
"""Two stand-ins."""


def span(first: int, last: int, stand_in: int | None = None) -> AbsenceSpan:
    """Days of October 2025."""
    return AbsenceSpan(date(2025, 10, first), date(2025, 10, last), stand_in)


def days(spans: tuple[AbsenceSpan, ...]) -> list[tuple[int, int, int | None]]:
    return sorted((each.first_day.day, each.last_day.day, each.stand_in_id) for each in spans)


ALLEN = [
    # how the new one (10 to 14) lies to the one that exists; what is written then, and whether
    # the old row ends: with the same stand-in, and what is written with another
    ("before", (17, 20), [(10, 14)], False, [(10, 14, B)]),
    ("meets", (15, 20), [(10, 20)], True, [(10, 14, B)]),
    ("overlaps", (12, 20), [(10, 20)], True, [(10, 14, B), (15, 20, A)]),
    ("finished by", (12, 14), [(10, 14)], True, [(10, 14, B)]),
    ("contains", (11, 13), [(10, 14)], True, [(10, 14, B)]),
    ("starts", (10, 20), [], False, [(10, 14, B), (15, 20, A)]),
    ("equals", (10, 14), [], False, [(10, 14, B)]),
    ("started by", (10, 12), [(10, 14)], True, [(10, 14, B)]),
    ("during", (5, 20), [], False, [(5, 9, A), (10, 14, B), (15, 20, A)]),
    ("finishes", (5, 14), [], False, [(5, 9, A), (10, 14, B)]),
    ("overlapped by", (5, 12), [(5, 14)], True, [(5, 9, A), (10, 14, B)]),
    ("met by", (5, 9), [(5, 14)], True, [(10, 14, B)]),
    ("after", (2, 5), [(10, 14)], False, [(10, 14, B)]),
]


@pytest.mark.parametrize(
    ("there", "joined", "ends", "apart"), [row[1:] for row in ALLEN], ids=[row[0] for row in ALLEN]
)
def test_a_new_absence_against_one_that_exists(
    there: tuple[int, int],
    joined: list[tuple[int, int]],
    ends: bool,
    apart: list[tuple[int, int, int]],
) -> None:
    existing = Absence(1, 7, span(*there, A))
    same = with_new([existing], span(10, 14, A))
    assert days(same.written) == [(*each, A) for each in joined]
    assert bool(same.ended) == ends
    other = with_new([existing], span(10, 14, B))
    assert days(other.written) == apart
    assert bool(other.ended) == (there[0] <= 14 and there[1] >= 10)


def test_the_thirteen_are_all_there() -> None:
    assert len({row[0] for row in ALLEN}) == 13


SPANS = st.builds(
    lambda first, length, instead: AbsenceSpan(
        TODAY + timedelta(first), TODAY + timedelta(first + length), instead
    ),
    st.integers(0, 30),
    st.integers(0, 12),
    st.sampled_from([None, A, B]),
)


@given(st.lists(SPANS, max_size=8))
def test_each_day_has_the_stand_in_that_was_recorded_last(recorded: list[AbsenceSpan]) -> None:
    there: list[Absence] = []
    by_day: dict[date, int | None] = {}
    for new in recorded:
        change = with_new(there, new)
        there = [each for each in there if each not in change.ended]
        there += [Absence(len(by_day) + n, 7, each) for n, each in enumerate(change.written)]
        length = (new.last_day - new.first_day).days + 1
        by_day |= {new.first_day + timedelta(n): new.stand_in_id for n in range(length)}
    for offset in range(60):
        day = TODAY + timedelta(offset)
        covering = [each.stand_in_id for each in there if each.span.covers(day)]
        assert covering == ([by_day[day]] if day in by_day else [])


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        (date(2025, 10, 20), date(2025, 10, 18), "absence.backwards"),
        (date(2025, 10, 10), date(2025, 10, 16), "absence.over"),
        (date(2025, 10, 20), date(2026, 10, 21), "absence.too_long"),
    ],
)
def test_what_an_absence_refuses(first: date, last: date, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_unfit(AbsenceSpan(first, last), TODAY)
    assert refused.value.key == key


def test_an_absence_of_today_may_begin_in_the_past() -> None:
    refuse_unfit(AbsenceSpan(date(2025, 10, 10), TODAY), TODAY)


@pytest.mark.parametrize(
    ("first", "last", "stays"),
    [(10, 20, (10, 16)), (17, 20, None), (18, 20, None), (10, 17, (10, 16))],
)
def test_an_absence_that_ends_early_keeps_the_days_that_were(
    first: int, last: int, stays: tuple[int, int] | None
) -> None:
    rest = ended_early(Absence(1, 7, span(first, last, A)), TODAY)
    assert (rest and days((rest,))) == (stays and [(*stays, A)])


def away(*pairs: tuple[int, int | None]) -> dict[int, Absence]:
    return {who: Absence(who, who, span(17, 17, instead)) for who, instead in pairs}


@pytest.mark.parametrize(
    ("pairs", "able", "found"),
    [
        ([(1, 2)], {2}, 2),
        ([(1, 2)], set(), None),
        ([(1, None)], {2}, None),
        ([(1, 2), (2, 3)], {2, 3}, 3),
        ([(1, 2), (2, 1)], {1, 2}, None),
        ([(1, 2), (2, 3), (3, 2)], {1, 2, 3}, None),
        ([(1, 2), (2, None)], {2, 3}, None),
        ([(2, 3)], {3}, None),
    ],
)
def test_who_stands_in(
    pairs: list[tuple[int, int | None]], able: set[int], found: int | None
) -> None:
    assert stand_in_of(1, away(*pairs), able.__contains__) == found


ALL = {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("audience", "linked", "absent", "receivers", "vacant"),
    [
        (Audience.OWNER, ALL, [(1, 3)], [3], False),
        (Audience.OWNER, ALL, [(1, None)], [2], False),
        (Audience.OWNER, {2, 3, 4}, [(1, 5)], [2], False),
        (Audience.OWNER, ALL, [(1, None), (2, None)], [3], False),
        (Audience.OWNER, ALL, [(1, None), (2, 4)], [4], False),
        (Audience.OWNER, ALL, [(1, None), (2, None), (3, None)], [4], True),
        (Audience.HEAD, ALL, [(2, 1)], [1], False),
        (Audience.HEAD, ALL, [(2, None)], [3], False),
        (Audience.HEAD, ALL, [(2, None), (3, 1)], [1], False),
        (Audience.HEAD, ALL, [(2, None), (3, None)], [4], True),
        (Audience.OFFICE, ALL, [(4, 1)], [1], False),
        (Audience.OFFICE, ALL, [(4, None)], [4], False),
        (Audience.DEPUTY_DIRECTOR, ALL, [(5, 1)], [1], False),
        (Audience.DEPUTY_DIRECTOR, ALL, [(5, None)], [4], True),
    ],
)
def test_whom_a_step_tells_when_people_are_away(
    audience: Audience,
    linked: set[int],
    absent: list[tuple[int, int | None]],
    receivers: list[int],
    vacant: bool,
) -> None:
    roster = Roster(EVERYBODY, linked, "C5", away(*absent))
    found = told(Step(0, audience, TIMES.due_at, True), duty(owner_id=1), roster)
    assert [each.id for each in found.officials] == receivers
    assert found.vacant is vacant


ROLES = [Role.OFFICIAL, Role.FOCAL_POINT, Role.HEAD, Role.DEPUTY_HEAD, Role.OFFICE]


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    count = draw(st.integers(1, 8))
    people = [
        person(n, (draw(st.sampled_from(ROLES)), draw(st.integers(2, 3))))
        for n in range(1, count + 1)
    ]
    numbers = st.integers(1, count + 1)
    instead = draw(st.dictionaries(numbers, st.none() | numbers, max_size=count))
    return Roster(people, draw(st.sets(numbers)), "", away(*instead.items()))


@given(rosters(), st.none() | st.integers(1, 9), st.integers(2, 3))
def test_a_duty_is_asked_of_exactly_one_person_who_is_there_or_left_to_the_office(
    roster: Roster, owner_id: int | None, unit_id: int
) -> None:
    this = duty(owner_id=owner_id, unit_id=unit_id)
    asked = roster.asked(this)
    found = told(Step(0, Audience.OWNER, TIMES.due_at, False), this, roster)
    assert found.vacant == (asked is None)
    if asked is None:
        assert found.officials == roster.office()
        return
    assert found.officials == (asked,)
    assert asked.id not in roster.away
    assert asked.id == owner_id or asked.id in roster.linked


def test_a_stand_in_has_the_rights_of_the_absent_person_but_for_personal_ones() -> None:
    plain = person(8, (Role.OFFICIAL, 2))
    for_head = Official(8, "C8", "", "", 2, posts=(*plain.posts, *HEAD.posts), acts_for=(HEAD.id,))
    unit, own = Target(2, OWNER.id), Target(2, HEAD.id)
    assert not may(plain, Action.ANSWER_ON_BEHALF, unit, TREE)
    assert may(for_head, Action.ANSWER_ON_BEHALF, unit, TREE)
    assert may(for_head, Action.ANSWER, own, TREE)
    for personal in (Action.CONFIRM, Action.OBJECT):
        assert not may(for_head, personal, own, TREE)
    assert not may(for_head, Action.SUMMARISE, Target(2), TREE)
    assert OFFICE.acts_for == ()


@pytest.mark.parametrize(
    ("text", "first", "last", "stand_in"),
    [
        ("từ 20/10 đến 24/10, đồng chí Nguyễn Văn A thay", (20, 10), (24, 10), "nguyen van a"),
        ("tu 20-10 den 24-10 d/c Lan thay", (20, 10), (24, 10), "lan"),
        ("20-24/10", (20, 10), (24, 10), None),
        ("20 đến 24/10 không có người thay", (20, 10), (24, 10), ""),
        ("nghỉ hôm nay, người thay: CB007", (17, 10), (17, 10), "cb007"),
        ("mai", (18, 10), (18, 10), None),
        ("từ hôm nay đến 24/10/2025", (17, 10), (24, 10), None),
        ("ngày 3.11", (3, 11), (3, 11), None),
        ("31/11", None, None, None),
        ("tuần sau", (20, 10), (24, 10), None),
        ("công tác từ mai đến thứ 4", (18, 10), (22, 10), None),
        ("nghỉ phép đến hết ngày 24/10", (17, 10), (24, 10), None),
        ("nghỉ ốm 3 ngày", (17, 10), (19, 10), None),
        ("nghỉ hết tháng", (17, 10), (31, 10), None),
        ("nghỉ nửa tháng", (17, 10), (31, 10), None),
        ("nghỉ ngày 6 tháng 11", (6, 11), (6, 11), None),
        ("nghỉ thai sản 2 tháng", (17, 10), (16, 12), None),
        ("nghỉ từ mùng 5 đến mùng 8 tháng sau", (5, 11), (8, 11), None),
        ("mai nghỉ 2 ngày, anh Nam thay", (18, 10), (19, 10), "anh nam"),
        ("em xin nghỉ nửa ngày chiều nay", (17, 10), (17, 10), None),
        ("không phải mai, ngày kia", (19, 10), (19, 10), None),
        ("đang thử 3 mẫu", None, None, None),
    ],
)
def test_an_absence_in_words(
    text: str, first: tuple[int, int] | None, last: tuple[int, int] | None, stand_in: str | None
) -> None:
    def at(pair: tuple[int, int] | None) -> date | None:
        return pair and date(2025, pair[1], pair[0])

    assert understand(text, TODAY) == ParsedAbsence(at(first), at(last), stand_in)


def test_a_day_without_a_year_is_the_nearest_to_come() -> None:
    assert understand("2/1 đến 5/1", date(2025, 12, 20)).first_day == date(2026, 1, 2)
    assert understand("28/12", date(2026, 1, 4)).first_day == date(2026, 12, 28)


def test_what_a_button_says_may_be_typed() -> None:
    known = [
        Prompt(2, "A7K", "digest", ("v1:remind:5:0", "v1:handfrom:5:0"), TIMES.due_at),
        Prompt(1, "C7K", "digest", ("v1:handfrom:4:0",), TIMES.due_at),
    ]
    assert spoken("Chuyển việc", known) == "v1:handfrom:5:0"
    assert spoken("Tôi xử lý", known) is None
    assert spoken("chuyển việc cho Lan", known) is None
