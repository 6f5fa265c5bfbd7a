"""What a person asks about himself: duties, history, help, language."""

from bot.features.registration import page_links as visits
from bot.inbound.context import Scene
from bot.rendering.catalogue import LANGUAGES
from bot.rendering.duty_lists import instead_of, own_time_facts
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Say
from domain.people.officials import HEADS, LEADERS, Role
from storage.people import officials
from storage.reports import cycles, duties, reports


async def show(scene: Scene) -> list[Say]:
    """The duties of the newest period, answered or not, each to be chosen by its number."""
    root = (await scene.tree()).upwards(scene.me.unit_id)[-1]
    cycle = await cycles.newest(scene.tx, root.id)
    mine = await duties.of_owner(scene.tx, scene.me.answers_for, cycle.id) if cycle else []
    if not mine or cycle is None:
        return [Say("mine.none")]
    roster = await officials.roster(scene.tx, scene.now)
    facts = {
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "answered": sum(not duty.open for duty in mine),
        "duties": [
            {
                "code": duty.task_code,
                "title": duty.title,
                "status": duty.answer.status.value if duty.answer else None,
                "percent": duty.answer.percent if duty.answer else None,
                "instead_of": instead_of(duty, scene.me, roster),
                **own_time_facts(duty, cycle, cycle.due_day),
            }
            for duty in mine
        ],
    }
    choices = tuple(
        Choice(
            "choice.duty",
            str(Tap("duty", duty.id, duty.revision)),
            {"code": duty.task_code, "title": duty.title},
            in_text=True,
        )
        for duty in mine
    )
    return [Say("mine.list", facts, choices, in_place=True)]


async def history(scene: Scene) -> list[Say]:
    """The newest versions of answers to this person's duties, and who gave them."""
    past = await reports.history(scene.tx, scene.me.id)
    if not past:
        return [Say("mine.no_history")]
    roster = await officials.roster(scene.tx, scene.now)
    items = []
    for each in past:
        author = roster.get(each.author_id)
        other = author.name if author and author.id != scene.me.id else ""
        items.append(
            {
                "at": each.received_at.isoformat(),
                "code": each.task_code,
                "status": each.status,
                "returned": each.returned,
                "percent": each.percent,
                "late": each.late,
                "by": other,
            }
        )
    return [Say("mine.history", {"items": items})]


def help_text(scene: Scene) -> Say:
    """The short help for what this person may do."""
    if scene.official is None:
        return Say("help.stranger")
    facts = {
        "head": scene.official.holds(*HEADS),
        "office": scene.official.holds(Role.OFFICE),
        "leader": scene.official.holds(*LEADERS),
    }
    return Say("help.official", facts)


async def web_link(scene: Scene) -> list[Say]:
    """A personal page for what this chat cannot do."""
    await scene.record("invitation.issue", scene.me.subject, channel=scene.chat.channel)
    return [await visits.issue(scene.tx, scene.me.id, scene.premises, scene.now)]


def ask_language() -> Say:
    choices = (
        Choice("choice.vietnamese", str(Tap("lang", 0))),
        Choice("choice.english", str(Tap("lang", 1))),
    )
    return Say("help.language", {}, choices)


async def set_language(scene: Scene, number: int) -> list[Say]:
    language = LANGUAGES[number] if number < len(LANGUAGES) else LANGUAGES[0]
    await officials.set_language(scene.tx, scene.me.id, language)
    return [Say("help.language_set")]
