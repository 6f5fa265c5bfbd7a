"""The command line, as the administrator types it."""

import csv
import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from nhacviec import __version__
from nhacviec.cli import support
from nhacviec.onboarding.importing import DEMO_DATA
from tests.program.shell import Program, Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


HEADING = "code,full_name,phone,unit_code,role,position_vi,focal"


def imported(shell: Shell) -> None:
    done = [
        shell("import", "calendar", DEMO_DATA / "calendar_days.csv"),
        shell("import", "roster", DEMO_DATA / "units.csv", DEMO_DATA / "officials.csv"),
        shell("import", "plan", DEMO_DATA / "tasks.csv"),
        shell("import", "assignments", DEMO_DATA / "assignments.csv"),
    ]
    assert [each.returncode for each in done] == [0, 0, 0, 0], done


def test_the_version_is_told(tmp_path: Path) -> None:
    assert Program(tmp_path)("--version").stdout.strip() == __version__


def test_a_wrong_setting_ends_in_one_line(tmp_path: Path) -> None:
    ended = Program(tmp_path)("doctor", NHACVIEC_HTTP_PORT="many")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "NHACVIEC_HTTP_PORT" in ended.stderr


def test_the_column_of_addresses_is_kept_where_there_is_one(shell: Shell) -> None:
    (shell.folder / "units.csv").write_text(
        "code,name_vi,name_en,kind,parent_code\nVP,Văn phòng,Office,van_phong,\n"
    )
    people = f"{HEADING},email\nA1,Trần Lan,,VP,cong_chuc,Chuyên viên,x,lan@office.example\n"
    (shell.folder / "officials.csv").write_text(people)
    done = shell("import", "roster", shell.folder / "units.csv", shell.folder / "officials.csv")
    assert done.returncode == 0, done
    with closing(sqlite3.connect(shell.folder / "cli.db")) as file:
        stored = file.execute("SELECT count(*) FROM officials WHERE email <> ''").fetchone()
    assert stored == (1,)


def test_the_sample_files_go_in_once_and_change_nothing_the_second_time(shell: Shell) -> None:
    imported(shell)
    people = DEMO_DATA / "units.csv", DEMO_DATA / "officials.csv"
    again = shell("import", "roster", *people, TTY_COMPATIBLE="1")
    assert "Đã nhập 63/63 dòng." in again.stderr
    assert "Đã đọc 85 dòng, thay đổi 0." in again.stdout
    assert "thay đổi 0." in shell("import", "plan", DEMO_DATA / "tasks.csv").stdout
    assert "thay đổi 0." in shell("import", "assignments", DEMO_DATA / "assignments.csv").stdout
    doctor = shell("doctor")
    assert "Kế hoạch có 35 nhiệm vụ" in doctor.stdout
    assert "63 cán bộ chưa kết nối" in doctor.stdout
    assert "Phó Giám đốc phụ trách: CB002" in doctor.stdout
    verified = shell("audit", "verify", TTY_COMPATIBLE="1")
    assert "nguyên vẹn" in verified.stdout
    assert re.search(r"Đã kiểm tra (\d+)/\1 dòng", verified.stderr)


def test_a_dry_run_shows_the_plan_and_writes_nothing(shell: Shell) -> None:
    shell("import", "roster", DEMO_DATA / "units.csv", DEMO_DATA / "officials.csv")
    shown = shell("import", "plan", DEMO_DATA / "tasks.csv", "--dry-run")
    assert "Đọc được 35 nhiệm vụ, 0 dòng lỗi, bỏ qua 1 dòng." in shown.stdout
    assert "MAU-01" in shown.stdout
    assert "0 nhiệm vụ" in shell("doctor").stdout


def test_a_plan_is_told_as_json_with_every_row_of_it(shell: Shell, tmp_path: Path) -> None:
    shell("import", "roster", DEMO_DATA / "units.csv", DEMO_DATA / "officials.csv")
    annex = tmp_path / "phu-luc.csv"
    annex.write_text(
        "STT,Nhiệm vụ,Đơn vị chủ trì,Đơn vị phối hợp,Thời hạn,Sản phẩm\n"
        "I,Cải cách thể chế,,,,\n"
        "1,Rà soát văn bản,VP Sở,P. QLTM,Trước 25/10/2025,Báo cáo\n"
        "2,Phối hợp bên ngoài,Sở Tài chính,,Quý IV/2025,\n"
        "3,Việc không thời hạn,TTKC&TVPTCN,,,\n",
        "utf-8",
    )
    run = shell("import", "plan", annex, "--dry-run", "--json")
    assert run.returncode == 1
    told = json.loads(run.stdout)
    assert {name: told["tasks"][0][name] for name in ("stt", "field", "lead", "coordinating")} == {
        "stt": "1",
        "field": "Cải cách thể chế",
        "lead": ["VP"],
        "coordinating": ["P_QLTM"],
    }
    days = [(task["deadline"], task["recurrence"], task["row"]) for task in told["tasks"]]
    assert days == [("2025-10-25", "once", 3), (None, None, 5)]
    assert [(error["row"], error["column"]) for error in told["errors"]] == [(4, "Đơn vị chủ trì")]
    assert "Sở Tài chính" in told["errors"][0]["reason"]
    assert [each["row"] for each in told["ignored"]] == [1, 2]
    assert shell("import", "plan", annex, "--json").returncode == 1


def test_a_plan_before_any_list_of_units_is_refused_in_a_sentence(shell: Shell) -> None:
    refused = shell("import", "plan", DEMO_DATA / "tasks.csv", "--dry-run")
    assert refused.returncode == 1
    assert "Chưa có danh sách đơn vị" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert shell("import", "plan", DEMO_DATA / "tasks.csv").returncode == 1


def test_a_dry_run_says_what_to_look_at_and_why(shell: Shell, tmp_path: Path) -> None:
    shell("import", "roster", DEMO_DATA / "units.csv", DEMO_DATA / "officials.csv")
    annex = tmp_path / "phu-luc.csv"
    heading = "Kế hoạch năm 2025\nSTT;Nhiệm vụ;Đơn vị chủ trì;Thời hạn\n"
    annex.write_text(f"{heading}1;Rà soát;VP;30/11\n2;Ban hành;VP;30/11/2025\n", "utf-8")
    shown = shell("import", "plan", annex, "--dry-run").stdout
    assert "dòng 3, nhiệm vụ 1, cột Thời hạn: cần xem lại (?): Thời hạn không ghi năm" in shown
    assert "30/11/2025 (?)" in shown
    assert "(1 nhiệm vụ có ô cần xem lại, đánh dấu (?))" in shown
    told = json.loads(shell("import", "plan", annex, "--dry-run", "--json").stdout)
    assert [len(task["doubts"]) for task in told["tasks"]] == [1, 0]


def test_a_dry_run_ends_as_the_import_would(shell: Shell, tmp_path: Path) -> None:
    imported(shell)
    plan, people, given = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    plan.write_text("STT,Nhiệm vụ,Đơn vị chủ trì\n1,Rà soát,VP\n2,Ban hành,Phòng X\n", "utf-8")
    people.write_text("Họ và tên,Đơn vị,Chức vụ\nNguyễn Thị A,VP,\nLê B,Phòng X,\n", "utf-8")
    given.write_text("Nhiệm vụ,Đơn vị,Cán bộ\nMAU-01,VP,CB007\nMAU-99,VP,CB007\n", "utf-8")
    for what, file in (("plan", plan), ("roster", people), ("assignments", given)):
        dry = shell("import", what, file, "--dry-run").returncode
        assert dry == shell("import", what, file).returncode == 1
        passed = (
            "--dry-run",
            "--skip-bad-rows",
            *(["--keep-missing"] if what != "assignments" else []),
        )
        skipping = shell("import", what, file, *passed)
        assert skipping.returncode == 0


def test_words_of_a_plan_are_put_right_once(shell: Shell, tmp_path: Path) -> None:
    imported(shell)
    plan = tmp_path / "a.csv"
    plan.write_text("STT,Nhiệm vụ,Đơn vị chủ trì\n1,Rà soát,Các phòng liên quan\n", "utf-8")
    dry = shell("import", "plan", plan, "--dry-run")
    assert "«Các phòng liên quan» (1 dòng) là đơn vị nào?" in dry.stdout
    assert shell("import", "meaning", "Các phòng liên quan=Phòng X").returncode == 1
    assert shell("import", "meaning", "Các phòng liên quan=VP; P_QLTM").returncode == 0
    told = json.loads(shell("import", "plan", plan, "--dry-run", "--json").stdout)
    assert told["tasks"][0]["lead"] == ["VP", "P_QLTM"]
    [row] = told["preview"]["rows"]
    lead = next(each for each in row["cells"] if each["column"] == "lead")
    assert (lead["value"], lead["source"], lead["title"]) == (
        "VP; P_QLTM",
        "Các phòng liên quan",
        "Đơn vị chủ trì",
    )


def test_another_import_tells_what_is_new_changed_and_ended(shell: Shell, tmp_path: Path) -> None:
    imported(shell)
    text = (DEMO_DATA / "tasks.csv").read_text("utf-8-sig").replace("MAU-35", "MAU-36")
    changed = tmp_path / "tasks.csv"
    changed.write_text(text.replace("Quyết định điều chỉnh Kế hoạch", "Quyết định sửa"), "utf-8")
    again = shell("import", "plan", changed, "--preview", tmp_path / "xem.xlsx")
    assert "Nhiệm vụ mới: 1, thay đổi: 1, kết thúc: 1." in again.stdout
    corrected = shell("import", "plan", tmp_path / "xem.xlsx")
    assert "Nhiệm vụ mới: 0, thay đổi: 0, kết thúc: 0." in corrected.stdout


def test_a_dry_run_shows_the_difference_and_writes_nothing(shell: Shell, tmp_path: Path) -> None:
    imported(shell)
    text = (DEMO_DATA / "tasks.csv").read_text("utf-8-sig").replace("MAU-35", "MAU-36")
    changed = tmp_path / "tasks.csv"
    changed.write_text(text.replace("Quyết định điều chỉnh Kế hoạch", "Quyết định sửa"), "utf-8")
    for _ in range(2):
        told = shell("import", "plan", changed, "--dry-run").stdout
        assert "+ MAU-36: " in told
        assert "- MAU-35: " in told
        assert "(thay đổi: sản phẩm)" in told
        assert "Nhiệm vụ mới: 1, thay đổi: 1, kết thúc: 1." in told


def test_a_roster_in_one_file_is_compared_then_kept(shell: Shell, tmp_path: Path) -> None:
    imported(shell)
    text = (DEMO_DATA / "officials.csv").read_text("utf-8")
    head = "code,full_name,phone,unit_code,role,position_vi,focal"
    text = text.replace(head, "Mã,Họ và tên,Điện thoại,Đơn vị,Vai trò,Chức vụ,Đầu mối")
    roster = tmp_path / "danh-sach.csv"
    roster.write_text(text.replace("CB021,", "CB921,"), "utf-8")
    told = shell("import", "roster", roster, "--dry-run").stdout
    assert "Người mới: 1, chuyển đơn vị: 0, thay đổi: 0, thôi giữ nhiệm vụ: 1." in told
    assert "- CB021 " in told
    assert "thay đổi 2." in shell("import", "roster", roster).stdout
    assert "thay đổi 0." in shell("import", "roster", roster).stdout


def test_a_bad_row_is_named_and_nothing_is_applied(shell: Shell, tmp_path: Path) -> None:
    text = (DEMO_DATA / "officials.csv").read_text("utf-8").replace("VP,pho_phong", "VPX,pho_phong")
    bad = tmp_path / "officials.csv"
    bad.write_text(text, "utf-8")
    refused = shell("import", "roster", DEMO_DATA / "units.csv", bad)
    assert refused.returncode == 1
    assert "officials.csv, dòng 8, cột unit_code: Không có đơn vị mã VPX." in refused.stderr
    assert "Không nhập gì: 2 dòng có lỗi" in refused.stderr
    assert "0 nhiệm vụ" in shell("doctor").stdout
    skipped = shell("import", "roster", DEMO_DATA / "units.csv", bad, "--skip-bad-rows")
    assert skipped.returncode == 0
    assert "thay đổi 83" in skipped.stdout


def test_a_file_without_its_columns_is_refused(shell: Shell, tmp_path: Path) -> None:
    bad = tmp_path / "days.csv"
    bad.write_text("ngay,loai\n2025-01-01,off\n", "utf-8")
    refused = shell("import", "calendar", bad)
    assert refused.returncode == 1
    assert "Thiếu cột: date, type" in refused.stderr


def test_invitations_come_as_a_table_or_as_csv(shell: Shell) -> None:
    imported(shell)
    printed = shell("invite", "--unit", "CCQLTT", "--format", "csv").stdout
    rows = list(csv.DictReader(printed.splitlines()))
    assert len(rows) == 16
    assert len({row["code"] for row in rows}) == 16
    assert all(row["link"].startswith("http://127.0.0.1:8025/i/") for row in rows)
    shown = shell("invite", "--official", "CB021", COLUMNS="80").stdout
    assert re.search(r"CB021.*[A-Z0-9]{4}-[A-Z0-9]{4}", shown)  # whole: it is never shown again
    assert "Mã mời" in shown
    assert "Telegram" not in shown
    assert "Không tìm thấy" in shell("invite", "--official", "NOBODY").stderr


def test_a_summary_of_a_month_that_never_opened_is_refused(shell: Shell) -> None:
    imported(shell)
    assert "Chưa có kỳ báo cáo tháng 2025-10" in shell("summary", "--month", "2025-10").stderr
    assert "Chưa có kỳ báo cáo nào được mở" in shell("briefing", "--format", "json").stderr
    assert json.loads(shell("dissemination", "--json").stdout) == []
    assert "Chưa có nội dung nào" in shell("dissemination").stdout
    assert "Không đọc được tháng" in shell("summary", "--month", "tháng mười").stderr


def test_a_simulation_prints_the_ladder_and_the_summary(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaviour = tmp_path / "behaviour.toml"
    behaviour.write_text('default = "silent"\n')
    untouched = (tmp_path / "cli.db").read_bytes()
    monkeypatch.setattr(support, "QUIET_S", -1.0)
    run = shell("simulate", "--month", "2025-10", "--behaviour", behaviour, "--json")
    told = [line for line in run.stderr.splitlines() if line.startswith("Đã chạy thử")]
    assert 4 <= len(told) <= 11  # no bar where no terminal is, but a line with a new tenth
    assert told[-1] == "Đã chạy thử 37/37 ngày."
    assert "\x1b" not in run.stderr + run.stdout
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    last = lines.pop()
    steps = {(line["at"][:16], line["to_role"]) for line in lines}
    assert steps == {
        ("2025-10-17T08:30", "official"),
        ("2025-10-22T08:30", "official"),
        ("2025-10-23T14:00", "head"),
        ("2025-10-24T08:00", "official"),
        ("2025-10-24T14:00", "official"),
        ("2025-10-27T08:30", "head"),
        ("2025-10-28T08:30", "office"),
        ("2025-10-29T08:30", "deputy_director"),
    }
    assert last["summary"]["totals"]["duties"] == 187
    assert set(lines[0]) == {
        "at",
        "kind",
        "to",
        "to_role",
        "rung",
        "duties",
        "key",
        "text",
        "buttons",
    }
    assert (tmp_path / "cli.db").read_bytes() == untouched


def test_a_wrong_behaviour_file_ends_in_one_line(shell: Shell, tmp_path: Path) -> None:
    behaviour = tmp_path / "behaviour.toml"
    behaviour.write_text('default = "loud"\n')
    run = shell("simulate", "--month", "2025-10", "--behaviour", behaviour)
    assert run.returncode == 1
    assert "default" in run.stderr
    assert "Traceback" not in run.stderr


def test_replies_are_interpreted_line_by_line(shell: Shell) -> None:
    listed = [{"item": 1, "code": "A"}, {"item": 2, "code": "B"}]
    asked: list[dict[str, object]] = [
        {"id": "1", "text": "Đã hoàn thành."},
        {"id": "2", "text": "đang làm 70%"},
        {"id": "3", "text": "1 xong", "items": listed},
    ]
    stdin = "\n".join(json.dumps(line, ensure_ascii=False) for line in asked)
    run = shell("interpret", "--jsonl", stdin=stdin)
    assert [json.loads(line) for line in run.stdout.splitlines()] == [
        {"id": "1", "status": "done", "percent": None},
        {"id": "2", "status": "in_progress", "percent": 70},
        {"id": "3", "ask": False, "items": [{"item": 1, "status": "done", "percent": None}]},
    ]


def test_labelled_replies_are_scored_by_phenomenon(shell: Shell, tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.csv"
    labelled.write_text(
        "phenomenon,label,text,items\nplain,done,xong rồi,\nplain,done,đang làm,\n"
        'slips,in_progress,chư xong,\nlists,1:done 2:in_progress,"1 xong, 2 đang làm",2\n'
    )
    told = [
        line.split("\t") for line in shell("interpret", "--score", labelled).stdout.splitlines()
    ]
    assert told == [
        ["phenomenon", "replies", "right", "asked", "wrong", "false_done"],
        ["lists", "1", "1", "0", "0", "0"],
        ["plain", "2", "1", "0", "1", "0"],
        ["slips", "1", "1", "0", "0", "0"],
        ["all", "4", "3", "0", "1", "0"],
    ]
    labelled.write_text("a,b\n1,2\n")
    refused = shell("interpret", "--score", labelled)
    assert refused.returncode == 1
    assert "label" in refused.stderr


def test_a_missing_file_ends_in_one_line(shell: Shell, tmp_path: Path) -> None:
    for words in (
        ("import", "plan", "khong-co.csv"),
        ("simulate", "--month", "2025-10", "--data", str(tmp_path)),
    ):
        run = shell(*words)
        assert run.returncode == 1
        assert "Không tìm thấy tệp" in run.stderr
        assert "Traceback" not in run.stderr


def test_a_webhook_without_a_secret_stops_the_start(shell: Shell) -> None:
    run = shell("run", NHACVIEC_ZALO_TOKEN="123456:abc", NHACVIEC_ZALO_MODE="webhook")
    assert run.returncode == 1
    assert "NHACVIEC_ZALO_SECRET" in run.stderr
    assert "abc" not in run.stderr


def test_nothing_waits_to_be_decided_and_an_unknown_number_is_one_line(shell: Shell) -> None:
    imported(shell)
    assert json.loads(shell("extensions", "--json").stdout) == []
    assert "Không có đề nghị gia hạn" in shell("extensions").stdout
    ended = shell("extensions", "decide", "7", "grant", "--by", "NOBODY")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1


def test_the_disk_that_is_looked_at_is_that_of_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before there are any; the folder where the command is typed is another matter."""
    looked_at: list[Path] = []
    usage = shutil.disk_usage(tmp_path)

    def look(folder: Path) -> object:
        looked_at.append(folder)
        return usage

    monkeypatch.setattr(shutil, "disk_usage", look)
    place = tmp_path / "files" / "not yet"
    place.parent.mkdir()
    Shell(tmp_path)("doctor", NHACVIEC_FILES_DIR=str(place))
    assert looked_at == [place.parent]


def test_of_many_refused_rows_ten_are_printed_and_a_file_has_all(
    shell: Shell, tmp_path: Path
) -> None:
    wrong = tmp_path / "officials.csv"
    rows = [f"X{n},Người {n},,KHONG_CO,can_bo,Chuyên viên," for n in range(2000)]
    wrong.write_text("\n".join([HEADING, *rows]), "utf-8")
    refused = shell("import", "roster", DEMO_DATA / "units.csv", wrong)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 12
    [path] = [word for word in refused.stderr.split() if word.endswith(".txt")]
    assert "và 1990 dòng khác" in refused.stderr
    assert len(Path(path).read_text("utf-8").splitlines()) == 2000
    Path(path).unlink()


def test_the_doctor_says_what_an_empty_installation_lacks(shell: Shell) -> None:
    empty = shell("doctor")
    assert empty.returncode == 1
    assert "[  lỗi  ] Chưa có đơn vị, cán bộ nào" in empty.stdout
    assert "[  lỗi  ] Kế hoạch có 0 nhiệm vụ" in empty.stdout
    assert "Mọi" not in empty.stdout
    imported(shell)
    found = shell("doctor")
    assert found.returncode == 0
    (unlinked,) = [line for line in found.stdout.splitlines() if "chưa kết nối" in line]
    assert unlinked.count(",") == 9
    assert unlinked.endswith("… (còn 53)")
