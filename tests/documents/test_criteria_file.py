"""The scoring table: read whole, or every bad row named."""

from pathlib import Path

import pytest

from documents.readers.criteria import read_criteria
from nhacviec.onboarding.importing import DEMO_DATA

HEAD = "criterion_code,field_code,field_vi,criterion_vi,max_score,field_max_score"


def reasons(folder: Path, *rows: str, head: str = HEAD) -> list[tuple[int, str, str]]:
    path = folder / "criteria.csv"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return [(each.row, each.column, each.reason) for each in read_criteria(path).errors]


def test_the_sample_has_a_hundred_points() -> None:
    read = read_criteria(DEMO_DATA / "criteria.csv")
    assert read.errors == ()
    assert len(read.lines) == 38
    assert sum(line.max_score for line in read.lines) == 100


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",LV1,Chỉ đạo,Kế hoạch,1,", "criterion_code", "import.empty"),
        ("1.2,LV1,,Kế hoạch,1,", "field_vi", "import.empty"),
        ("1.2,LV1,Chỉ đạo,,1,", "criterion_vi", "import.empty"),
        ("1.2,LV1,Chỉ đạo,Kế hoạch,,", "max_score", "import.empty"),
        ("1.2,LV1,Chỉ đạo,Kế hoạch,ba,", "max_score", "import.score_unreadable"),
        ("1.2,LV1,Chỉ đạo,Kế hoạch,-1,", "max_score", "import.score_unreadable"),
        ("1.2,LV1,Chỉ đạo,Kế hoạch,nan,", "max_score", "import.score_unreadable"),
        ("1.2,LV1,Chỉ đạo,Kế hoạch,inf,", "max_score", "import.score_unreadable"),
        ("1.2,LV1,Chỉ đạo,Kế hoạch,1,mười", "field_max_score", "import.score_unreadable"),
        ("1.1,LV1,Chỉ đạo,Báo cáo,1,", "criterion_code", "import.code_twice"),
        ("1.2,LV1,Chỉ đạo,Báo cáo,2,4", "max_score", "import.field_exceeded"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, column: str, reason: str) -> None:
    assert reasons(tmp_path, "1.1,LV1,Chỉ đạo,Kế hoạch,3,", row) == [(3, column, reason)]


def test_a_decimal_comma_and_a_score_of_nothing_are_read(tmp_path: Path) -> None:
    path = tmp_path / "criteria.csv"
    path.write_text(f'{HEAD}\n1.1,,Chỉ đạo,Kế hoạch,"2,5",\n1.2,,Chỉ đạo,Báo cáo,0,\n', "utf-8")
    assert [line.max_score for line in read_criteria(path).lines] == [2.5, 0]


def test_a_file_without_the_columns_or_without_rows_is_refused(tmp_path: Path) -> None:
    assert reasons(tmp_path, "1,2", head="a,b")[0][2] == "import.columns_missing"
    assert reasons(tmp_path) == [(1, "", "import.no_criteria")]
