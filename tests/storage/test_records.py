"""Roster, plan, duties, inbox and audit on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.calendar.periods import Period
from domain.messaging.messages import Chat, IncomingEvent
from domain.messaging.moments import Source
from domain.people.officials import Role
from domain.replies.judgement import Verdict
from domain.replies.misreadings import Misreading
from domain.reporting.duties import Status, expected
from domain.reporting.plans import PlanChange
from domain.reporting.policy import Policy, timeline
from domain.reporting.reports import ReportInput, report
from storage.engine.database import Database, Tx
from storage.messaging import inbox, outbox
from storage.office import misreadings, summaries
from storage.people import officials, units
from storage.plans import calendar, plans
from storage.reports import cycles, duties, reports
from storage.reports.duties import Move
from tests import department

NOW = datetime(2025, 10, 1, tzinfo=UTC)


async def test_the_same_roster_twice_changes_nothing(db: Database) -> None:
    await department.found(db, NOW)
    async with db.begin() as tx:
        assert await units.save(tx, department.UNITS, NOW) == 0
        assert await officials.save(tx, department.OFFICIALS, NOW) == 0
        assert await calendar.save(tx, department.DAYS) == 0
        assert await plans.save_assignments(tx, department.ASSIGNMENTS, NOW) == 0
        root = (await units.tree(tx)).by_code["LD"].id
        assert await _save_plan(tx, root, department.TASKS) == PlanChange()


async def _save_plan(tx: Tx, root: int, tasks: tuple[object, ...]) -> PlanChange:
    return await plans.save(
        tx,
        root_unit_id=root,
        lines=tasks,  # type: ignore[arg-type] # the department's own lines
        source=plans.Source("test", ""),
        now=NOW,
    )


async def test_somebody_who_leaves_the_roster_is_ended_and_can_come_back(db: Database) -> None:
    await department.found(db, NOW)
    without = tuple(line for line in department.OFFICIALS if line.code != "MINH")
    async with db.begin() as tx:
        assert await officials.save(tx, without, NOW) == 1
        assert await officials.find_by_code(tx, "MINH") is None
        assert await officials.save(tx, department.OFFICIALS, NOW) == 1
        back = await officials.find_by_code(tx, "MINH")
    assert back is not None
    assert back.holds(Role.OFFICIAL)


async def test_a_promotion_ends_one_post_and_starts_another(db: Database) -> None:
    await department.found(db, NOW)
    changed = tuple(
        replace(line, role="pho_phong") if line.code == "MINH" else line
        for line in department.OFFICIALS
    )
    async with db.begin() as tx:
        assert await officials.save(tx, changed, NOW) == 1
        minh = await officials.find_by_code(tx, "MINH")
    assert minh is not None
    assert [post.role for post in minh.posts] == [Role.DEPUTY_HEAD]


async def test_a_task_that_leaves_the_plan_is_ended_not_deleted(db: Database) -> None:
    await department.found(db, NOW)
    async with db.begin() as tx:
        root = (await units.tree(tx)).by_code["LD"].id
        assert await _save_plan(tx, root, department.TASKS[:2]) == PlanChange(ended=1)
        assert [task.code for task in await plans.tasks(tx, root)] == ["NV-1", "NV-2"]
        rows = await tx.exec_driver_sql("SELECT count(*) FROM tasks")
        assert rows.scalar_one() == 3


async def _opened(db: Database) -> int:
    """The October period with its four duties; returns the cycle."""
    await department.found(db, NOW)
    async with db.begin() as tx:
        root = (await units.tree(tx)).by_code["LD"].id
        times = timeline(Period(2025, 10), Policy(), await calendar.get(tx))
        await cycles.plan(
            tx, root_unit_id=root, period=Period(2025, 10), policy=Policy(), times=times
        )
        cycle = await cycles.find(tx, root, Period(2025, 10))
        assert cycle is not None
        assert await cycles.mark_open(tx, cycle.id)
        assert not await cycles.mark_open(tx, cycle.id)
        roster = await officials.roster(tx)
        wanted = expected(
            await plans.tasks(tx, root), set(), await plans.assigned(tx), roster.officials
        )
        await duties.add_all(tx, cycle.id, wanted, cycle.opens_at)
    return cycle.id


async def test_a_cycle_keeps_its_policy_and_steps(db: Database) -> None:
    cycle_id = await _opened(db)
    async with db.read() as tx:
        cycle = await cycles.get(tx, cycle_id)
        assert cycle.policy == Policy()
        assert cycle.steps == timeline(Period(2025, 10), Policy(), await calendar.get(tx)).steps


async def test_due_duties_are_taken_and_moved_on(db: Database) -> None:
    cycle_id = await _opened(db)
    async with db.begin() as tx:
        cycle = await cycles.get(tx, cycle_id)
        assert await duties.take_due(tx, cycle.opens_at - timedelta(seconds=1)) == []
        due = await duties.take_due(tx, cycle.opens_at)
        assert len(due) == 4
        later = cycle.opens_at + timedelta(days=3)
        await duties.move_on(tx, [Move(each.id, 0, later) for each in due])
        assert await duties.take_due(tx, cycle.opens_at) == []
        assert {each.rung for each in await duties.take_due(tx, later)} == {0}


async def test_of_two_answers_at_once_one_is_told_to_look_again(db: Database) -> None:
    cycle_id = await _opened(db)
    async with db.begin() as tx:
        cycle = await cycles.get(tx, cycle_id)
        duty = (await duties.of_cycle(tx, cycle_id))[0]
        made = report(duty, cycle, ReportInput(Status.DONE), author_id=1, at=cycle.opens_at)
        source, then = Source("web", "1"), Move(duty.id, 0, None)
        assert await duties.settle(tx, duty, made, source=source, then=then)
        assert not await duties.settle(tx, duty, made, source=source, then=then)
        assert len(await reports.versions(tx, duty.id)) == 1


async def test_the_summary_has_one_line_per_duty(db: Database) -> None:
    cycle_id = await _opened(db)
    async with db.read() as tx:
        lines = await summaries.lines(tx, cycle_id)
    assert [(line.unit_code, line.task_code) for line in lines] == [
        ("P_TM", "NV-1"),
        ("P_TM", "NV-2"),
        ("P_TM", "NV-3"),
        ("P_CN", "NV-1"),
    ]


async def test_a_book_has_the_same_lines_and_counts_them_by_month(db: Database) -> None:
    cycle_id = await _opened(db)
    async with db.begin() as tx:
        cycle = await cycles.get(tx, cycle_id)
        first, second, *_ = await duties.of_cycle(tx, cycle_id)
        late = cycle.late_after + timedelta(hours=1)
        for duty, at in ((first, cycle.opens_at), (second, late)):
            made = report(duty, cycle, ReportInput(Status.IN_PROGRESS, 40), author_id=1, at=at)
            then = Move(duty.id, 0, None)
            assert await duties.settle(tx, duty, made, source=Source("web", f"{at}"), then=then)
        entries = await summaries.entries(tx, cycle_id)
        assert [entry.line for entry in entries] == await summaries.lines(tx, cycle_id)
        assert sorted(entry.percent or 0 for entry in entries) == [0, 0, 40, 40]
        assert {(entry.field, entry.output) for entry in entries} == {("Lĩnh vực", "Báo cáo")}
        found = await summaries.turnouts(tx, cycle.root_unit_id, cycle.period)
        counts = [(each.unit_code, each.duties) for each in found]
        assert counts == [("P_TM", 3), ("P_CN", 1)]
        assert (sum(e.answered for e in found), sum(e.on_time for e in found)) == (2, 1)
        before = cycle.period.shifted(-1)
        assert await summaries.turnouts(tx, cycle.root_unit_id, before) == []


def heard(event_id: str, text: str = "xong") -> IncomingEvent:
    return IncomingEvent(Chat("web", "a"), event_id, NOW, text=text)


async def test_an_event_is_kept_once_and_in_order(db: Database) -> None:
    async with db.begin() as tx:
        assert await inbox.add_all(tx, [heard("2"), heard("1"), heard("2", "khác")], NOW) == 2
        waiting = await inbox.waiting(tx, 10)
        assert [(each.event.event_id, each.event.text) for each in waiting] == [
            ("2", "xong"),
            ("1", "xong"),
        ]
        assert waiting[0].event == heard("2")


async def test_a_parked_event_blocks_nobody(db: Database) -> None:
    async with db.begin() as tx:
        await inbox.add_all(tx, [heard("1"), heard("2")], NOW)
        first = (await inbox.waiting(tx, 10))[0]
        await inbox.mark_failed(tx, first.id, park=False)
        assert (await inbox.waiting(tx, 10))[0].attempts == 1
        await inbox.mark_failed(tx, first.id, park=True)
        assert [each.event.event_id for each in await inbox.waiting(tx, 10)] == ["2"]


async def test_messages_of_a_day_are_counted(db: Database) -> None:
    await _opened(db)
    async with db.read() as tx:
        assert await outbox.count_on(tx, 1, NOW, NOW + timedelta(days=1)) == 0


async def test_a_misreading_is_kept_once_and_dropped_for_good(db: Database) -> None:
    await department.found(db, NOW)
    async with db.begin() as tx:
        root = (await units.tree(tx)).by_code["LD"].id
        made = Misreading(
            root, "đang chờ tiền về", Verdict.IN_PROGRESS, Verdict.BLOCKED, NOW.date()
        )
        assert await misreadings.add(tx, made)
        assert not await misreadings.add(tx, made)
        await misreadings.add(tx, replace(made, text="xong phim"))
        first, second = await misreadings.waiting(tx, root)
        assert await misreadings.keep(tx, first.id)
        assert not await misreadings.drop(tx, first.id)
        assert await misreadings.drop(tx, second.id)
        assert await misreadings.find(tx, second.id) is None
        assert await misreadings.waiting(tx, root) == []
        assert await misreadings.examples(tx) == [replace(made, kept=True, id=first.id)]
