"""Draws the picture of a period: units × tasks by status, and how the reports came in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from textwrap import wrap
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.dates import DateFormatter, DayLocator, date2num
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from documents.report.wording import clean, moment, month, number, percent, words
from domain.calendar.work_calendar import ZONE, local
from domain.summaries.lines import SummaryLine
from domain.summaries.report_data import Book, share

DPI = 100
WIDTH_PX = 1080
HEAD_PX, CURVE_PX, NAMES_PX, LEGEND_PX, GAP_PX = 150, 380, 300, 150, 90
ROW_PX = (18, 32)
FULL_ROWS_PX = 1600
LEFT_PX, RIGHT_PX = 150, 40
LINE_LENGTH = 28
MOST_WIDE_COLUMNS = 16
INK = "#222222"
COLOURS: Mapping[str, str] = {
    "done": "#0072B2",
    "in_progress": "#56B4E9",
    "blocked": "#E69F00",
    "not_started": "#F0E442",
    "missing": "#FFFFFF",
}
"""The palette of Okabe and Ito, told apart with every kind of colour blindness."""
MARKS: Mapping[str, str] = {
    "blocked": "^",
    "not_started": "o",
    "missing": "x",
    "unreached": "$?$",
    "late": ".",
}
"""What needs a hand also has a shape, for a picture without colours."""
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "blocked": {"color": INK},
    "not_started": {"facecolors": "none", "edgecolors": INK},
    "missing": {"color": "#D55E00", "linewidths": 2},
    "unreached": {"color": INK},
    "late": {"facecolors": "white", "edgecolors": INK},
}
MARK_SIZES = {"late": 10}
LATE_OFFSET = 0.33  # of a column, to the right: a late answer has a mark of its own beside
NOTHING = "#ECECEC"
STYLE: Any = {"font.family": "DejaVu Sans", "text.color": INK, "axes.edgecolor": "#888888"}


def chart(book: Book) -> bytes:
    """The picture as a PNG, as wide as a phone's screen and as high as the plan is long."""
    tasks = sorted({entry.line.task_code for entry in book.entries})
    row = min(max(FULL_ROWS_PX // max(len(tasks), 1), ROW_PX[0]), ROW_PX[1])
    heat = row * max(len(tasks), 1)
    height = HEAD_PX + CURVE_PX + GAP_PX + NAMES_PX + heat + LEGEND_PX
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDTH_PX / DPI, height / DPI), dpi=DPI, facecolor="white")
        _head(figure, book, height)
        _curve(_axes(figure, height, HEAD_PX, CURVE_PX), book)
        top = HEAD_PX + CURVE_PX + GAP_PX + NAMES_PX
        _heat(_axes(figure, height, top, heat), [e.line for e in book.entries], tasks, row)
        _legend(figure)
        made = BytesIO()
        figure.savefig(made, format="png")
    return made.getvalue()


def _axes(figure: Figure, height: int, top: int, size: int) -> Axes:
    """Axes at a place counted in pixels from the top."""
    width = WIDTH_PX - LEFT_PX - RIGHT_PX
    bottom = (height - top - size) / height
    return figure.add_axes((LEFT_PX / WIDTH_PX, bottom, width / WIDTH_PX, size / height))


def _head(figure: Figure, book: Book, height: int) -> None:
    said, totals, period = words()["chart"], book.summary.totals, book.cycle.period
    title = said["title"].format(month=month(period), year=period.year)
    facts = {
        "answered": number(totals.answered),
        "duties": number(totals.duties),
        "share": percent(share(totals.answered, totals.duties)),
        "on_time": number(totals.on_time),
        "late": number(totals.late),
        "as_of": moment(book.summary.as_of),
    }
    for text, top, size, weight in (
        (title, 22, 23, "bold"),
        (said["subtitle"].format(**facts), 66, 14.5, "normal"),
        (said["curve"], HEAD_PX - 30, 15, "bold"),
        (said["heat"], HEAD_PX + CURVE_PX + GAP_PX - 26, 15, "bold"),
    ):
        look: dict[str, Any] = {"fontsize": size, "fontweight": weight, "va": "top"}
        figure.text(0.03, 1 - top / height, text, **look)


def _curve(axes: Axes, book: Book) -> None:
    """The share of duties answered, hour by hour, against the due day and the late limit."""
    cycle, total = book.cycle, book.summary.totals.duties or 1
    begin, end = cycle.opens_at, max(min(book.summary.as_of, cycle.closes_at), cycle.late_after)
    now = min(book.summary.as_of, end)
    points = [(begin, 0), *((p.at, p.answered) for p in book.curve)]
    last = points[-1][1]
    times = [_x(at) for at, _ in points] + [_x(now)]
    shares = [100 * count / total for _, count in points] + [100 * last / total]
    axes.fill_between(times, shares, step="post", color=COLOURS["in_progress"], alpha=0.35)
    axes.step(times, shares, where="post", color=COLOURS["done"], linewidth=3)
    axes.set_xlim(_x(begin), _x(end))
    axes.set_ylim(0, 118)
    axes.set_yticks([0, 25, 50, 75, 100], ["0", "25%", "50%", "75%", "100%"], fontsize=13)
    days = max((end - begin).days // 7, 1)
    _days(axes, days)
    axes.tick_params(axis="x", labelsize=13)
    axes.grid(axis="y", color="#DDDDDD")
    axes.spines[["top", "right"]].set_visible(False)
    _limits(axes, book)


def _x(instant: datetime) -> float:
    """Where an instant stands on the axis of time, in days."""
    return float(date2num(instant))  # type: ignore[no-untyped-call] # matplotlib does not say


def _days(axes: Axes, interval: int) -> None:
    locator: Any = DayLocator
    formatter: Any = DateFormatter
    axes.xaxis.set_major_locator(locator(interval=interval, tz=ZONE))
    axes.xaxis.set_major_formatter(formatter("%d/%m", tz=ZONE))


def _limits(axes: Axes, book: Book) -> None:
    said, cycle = words()["chart"], book.cycle
    due = said["due"].format(day=f"{local(cycle.due_at):%d/%m}")
    for at, text, side, line in (
        (cycle.due_at, due, "right", "-"),
        (cycle.late_after, said["late"], "left", "--"),
    ):
        axes.axvline(_x(at), color="#D55E00", linestyle=line, linewidth=2)
        offset = -6 if side == "right" else 6
        axes.annotate(
            text,
            (_x(at), 117),
            (offset, 0),
            textcoords="offset points",
            ha=side,
            va="top",
            fontsize=12,
            color="#A84300",
        )


def _heat(axes: Axes, lines: Sequence[SummaryLine], tasks: Sequence[str], row: int) -> None:
    """One cell for each duty; nothing where a unit has no part in a task."""
    names = {line.unit_code: clean(line.unit_name) for line in lines}
    units = list(names)
    kinds = list(COLOURS)
    grid = [[len(kinds)] * len(units) for _ in tasks]
    down = {code: at for at, code in enumerate(tasks)}
    across = {code: at for at, code in enumerate(units)}
    marked: dict[str, list[tuple[int, int]]] = {}
    for line in lines:
        kind = line.status.value if line.status else "missing"
        place = across[line.unit_code], down[line.task_code]
        grid[place[1]][place[0]] = kinds.index(kind)
        marked.setdefault(_mark_of(line, kind), []).append(place)
        if line.status and line.late:
            marked.setdefault("late", []).append(place)
    _cells(axes, grid)
    _marks(axes, marked, row)
    size = min(row * 0.5, 14)
    axes.set_yticks(range(len(tasks)), tasks, fontsize=size)
    shown = [_shown(name, len(units)) for name in names.values()]
    axes.set_xticks(range(len(units)), shown, rotation=90, fontsize=_fitting(len(units)))
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)


def _mark_of(line: SummaryLine, kind: str) -> str:
    """Who was never reached has not failed to answer."""
    return "unreached" if line.missing and not line.reached and not line.absent else kind


def _fitting(columns: int) -> float:
    return min(13, 450 / max(columns, 1))


def _cells(axes: Axes, grid: list[list[int]]) -> None:
    colours = ListedColormap([*COLOURS.values(), NOTHING])
    if not grid or not grid[0]:
        axes.set_axis_off()
        return
    axes.imshow(grid, cmap=colours, vmin=0, vmax=len(COLOURS), aspect="auto")
    axes.set_xticks([at - 0.5 for at in range(1, len(grid[0]))], minor=True)
    axes.set_yticks([at - 0.5 for at in range(1, len(grid))], minor=True)
    axes.grid(which="minor", color="white", linewidth=1.5)
    axes.tick_params(which="minor", length=0)


def _marks(axes: Axes, marked: Mapping[str, Sequence[tuple[int, int]]], row: int) -> None:
    for kind, look in LOOKS.items():
        places = marked.get(kind, [])
        right = LATE_OFFSET if kind == "late" else 0.0
        xs, ys = [x + right for x, _ in places], [y for _, y in places]
        axes.scatter(xs, ys, marker=MARKS[kind], s=(row * 0.28) ** 2, **look)


def _shown(name: str, room: int) -> str:
    """A name that stands upright over a column: on two lines where there is room for them."""
    lines = wrap(name, LINE_LENGTH)[: 1 if room > MOST_WIDE_COLUMNS else 2]
    cut = "" if len("".join(lines)) >= len("".join(name.split())) else "…"
    return "\n".join(lines).rstrip(" –-,") + cut


def _legend(figure: Figure) -> None:
    """Each status as it is drawn, with its mark."""
    said = words()
    labels = {kind: said["status"][kind] for kind in COLOURS}
    handles: list[Any] = [(_patch(colour), _mark(kind)) for kind, colour in COLOURS.items()]
    handles += [(_patch("white"), _mark("unreached")), (_patch(NOTHING), _mark(""))]
    handles.append((_patch("white"), _mark("late")))
    said_too = [said["chart"][each] for each in ("unreached", "no_duty", "late_mark")]
    figure.legend(
        handles,
        [*labels.values(), *said_too],
        loc="lower center",
        ncols=3,
        fontsize=13,
        frameon=False,
        handler_map={tuple: HandlerTuple(ndivide=1)},
    )


def _patch(colour: str) -> Patch:
    return Patch(facecolor=colour, edgecolor="#888888")


def _mark(kind: str) -> Line2D:
    look = LOOKS.get(kind, {})
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=MARKS.get(kind, ""),
        markersize=MARK_SIZES.get(kind, 8),
        markerfacecolor=look.get("facecolors", look.get("color", INK)),
        markeredgecolor=look.get("edgecolors", look.get("color", INK)),
        markeredgewidth=look.get("linewidths", 1),
    )
