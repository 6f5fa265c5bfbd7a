"""A roster that goes on with a change of a few people answers as one that is read anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.people.absences import Absence, AbsenceSpan
from domain.people.officials import Official, Post, Role
from domain.people.roster_changes import Standing
from domain.reporting.policy import Audience
from domain.reporting.recipients import Roster, recipients, units_told

ROOTS = {1: 1, 2: 1, 3: 1, 4: 4, 5: 4}
ONE_DEPARTMENT = dict.fromkeys((1, 2, 3), 1)
IDS = range(1, 9)
DAYS = (date(2025, 10, 1), date(2025, 10, 31))


@st.composite
def standings(draw: st.DrawFn, official_id: int, units: Sequence[int]) -> Standing:
    """What may be true of somebody: not in service, or with these posts, linked and away or not."""
    if draw(st.integers(0, 5)) == 0:
        return Standing(None, draw(st.booleans()))
    unit = draw(st.sampled_from(units))
    roles = draw(st.lists(st.sampled_from(Role), max_size=2, unique=True))
    posts = tuple(Post(role, draw(st.sampled_from(units))) for role in roles)
    named = draw(st.sampled_from(("Lan", "Minh")))
    official = Official(official_id, f"CB{official_id}", named, "", unit, posts=posts)
    stand_in = draw(st.none() | st.sampled_from(IDS))
    absence = Absence(official_id, official_id, AbsenceSpan(*DAYS, stand_in))
    gone = draw(st.none() | st.just(absence))
    return Standing(official, draw(st.booleans()), gone)


@st.composite
def changes(draw: st.DrawFn) -> tuple[Mapping[int, int], list[dict[int, Standing]]]:
    """Everybody as they were, and then some of them as they are, again and again."""
    roots = draw(st.sampled_from((ROOTS, ONE_DEPARTMENT)))
    units = list(roots)
    first = {each: draw(standings(each, units)) for each in IDS}
    some = st.sets(st.sampled_from(IDS), min_size=1, max_size=3)
    later = [
        {each: draw(standings(each, units)) for each in sorted(draw(some))}
        for _ in range(draw(st.integers(1, 3)))
    ]
    return roots, [first, *later]


def read_anew(now: Mapping[int, Standing], roots: Mapping[int, int]) -> Roster:
    return Roster(
        [each.official for each in now.values() if each.official],
        frozenset(each for each, it in now.items() if it.linked),
        "CB3 CB5",
        {each: it.absence for each, it in now.items() if it.absence},
        roots,
    )


def answers(roster: Roster) -> list[object]:
    """Everything that somebody may want to know of a roster."""
    told: list[object] = [list(roster.officials), dict(roster.by_id), set(roster.linked)]
    told += [roster.offices(), roster.leaders_reached(), roster.deputy_in_charge()]
    for unit in roster.roots:
        here = roster.within(unit)
        told += [list(here.officials), here.office(), here.leaders_reached(), here.heads(unit)]
        told += [here.holders(role, unit) for role in Role]
        told += [recipients(each, unit, roster, 2) for each in Audience]
    told += [roster.stand_in(each) for each in IDS]
    told += [units_told(each, one, roster) for each in Audience for one in roster.officials]
    return told


@given(changes())
def test_it_answers_as_one_that_is_read_anew(
    made: tuple[Mapping[int, int], list[dict[int, Standing]]],
) -> None:
    roots, [now, *later] = made
    roster = read_anew(now, roots)
    for standings_now in later:
        answers(roster)  # what was worked out before goes on
        before = answers(roster)
        after = roster.after(standings_now)
        now = {**now, **standings_now}
        assert answers(after) == answers(read_anew(now, roots))
        assert answers(roster) == before  # whoever still looks at the old one sees the old one
        roster = after


def test_nothing_is_worked_out_anew_for_somebody_who_only_answers_for_himself() -> None:
    people = [
        Official(1, "CB1", "Lan", "", 2, posts=(Post(Role.OFFICIAL, 2),)),
        Official(2, "CB2", "Hòa", "", 2, posts=(Post(Role.HEAD, 2),)),
    ]
    roster = Roster(people, frozenset((1, 2)), roots=ROOTS)
    recipients(Audience.HEAD, 2, roster)
    renamed = roster.after({1: Standing(replace(people[0], name="Phạm Lan"), linked=True)})
    assert renamed.recipients_by_unit is roster.recipients_by_unit
    assert renamed.by_id[1].name == "Phạm Lan"
    ended = roster.after({2: Standing(None)})
    assert ended.recipients_by_unit is not roster.recipients_by_unit
