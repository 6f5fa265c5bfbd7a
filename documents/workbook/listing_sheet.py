"""A worksheet whose listing is written row by row: what XlsxWriter does cell by cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from documents.workbook.columns import Value

LONGEST_TEXT = 32_767  # UTF-16 units; Excel takes no more in a cell


@dataclass(frozen=True, slots=True)
class CellLook:
    """How the cells of a column look, and the text that stands where there is no value."""

    look: Any
    empty: str | None = None


class ListingSheet(Worksheet):  # type: ignore[misc] # it comes without types
    """The cells are the same as those that `write_*` would make, in a quarter of the time.

    It rests on what the library keeps to itself (`_write_rows`, `str_table`, `dim_*`), so its
    version is pinned, and a test compares the cells of both ways.
    """

    dim_rowmax: int

    def __init__(self) -> None:
        super().__init__()
        self._listed: list[str] = []

    def list_rows(
        self, looks: Sequence[CellLook], rows: Iterable[tuple[float, Sequence[Value]]]
    ) -> None:
        """Rows after the first, each with its height in points and one value for each column."""
        columns = [
            (f'<c r="{xl_col_to_name(at)}', f'" s="{each.look._get_xf_index()}"', each.empty)
            for at, each in enumerate(looks)
        ]
        contents = _Contents(self)
        for number, (height, values) in enumerate(rows, start=2):
            cells = [
                f"{name}{number}{style}{contents[empty if value is None else value]}"
                for (name, style, empty), value in zip(columns, values, strict=True)
            ]
            points = int(height * 4 / 3 + 0.5) * 0.75  # whole pixels
            head = (
                f'<row r="{number}" spans="1:{len(columns)}" ht="{points:.16g}" customHeight="1">'
            )
            self._listed.append(f"{head}{''.join(cells)}</row>")
        self.dim_rowmax = max(self.dim_rowmax, len(self._listed))

    def _write_rows(self) -> None:
        last, self.dim_rowmax = self.dim_rowmax, self.dim_rowmax - len(self._listed)
        super()._write_rows()
        self.dim_rowmax = last
        self.fh.write("".join(self._listed))


def _cut(text: str) -> str:
    if len(text) <= LONGEST_TEXT // 2:
        return text
    units = text.encode("utf-16-le")[: 2 * LONGEST_TEXT]
    return units.decode("utf-16-le", errors="ignore")


class _Contents(dict[Value, str]):
    """The end of a cell's tag and what is in it, by its value; most values come many times."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    def __missing__(self, value: Value) -> str:
        self[value] = content = self._made(value)
        return content

    def _made(self, value: Value) -> str:
        if value is None:
            return "/>"
        if isinstance(value, str):
            index = self.sheet.str_table._get_shared_string_index(_cut(value))
            return f' t="s"><v>{index}</v></c>'
        number = self.sheet._convert_date_time(value) if isinstance(value, date) else value
        return f"><v>{number:.16G}</v></c>"
