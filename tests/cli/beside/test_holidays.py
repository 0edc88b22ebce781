"""Days off: imported, taken back, and decided on by an office."""

import re
from datetime import UTC, datetime
from pathlib import Path

from tests.cli.commands import Run, Up


def test_a_file_with_faults_is_taken_not_at_all(staffed: Up, beside: Run, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("date,office,name\n2027-06-01,ACT,Day\nsoon,ACT,Other\n")

    ran = beside("holidays", "import", str(file))

    assert ran.status == 2
    assert f"{file}:3: date: 'soon' is no date; write YYYY-MM-DD" in ran.err


def test_holidays_imported_again_are_known(staffed: Up, beside: Run, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("date,office,name\n2030-06-03,WA,A day off\n")

    assert beside("holidays", "import", str(file)).out == "1 added, 0 known before.\n"
    assert beside("holidays", "import", str(file)).out == "0 added, 1 known before.\n"


def test_a_day_off_is_taken_back_once(staffed: Up, beside: Run, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("date,office,name\n2031-06-03,WA,A day off\n")
    beside("holidays", "import", str(file))

    removed = beside("holidays", "remove", "2031-06-03", "--office", "WA")
    again = beside("holidays", "remove", "2031-06-03", "--office", "WA")

    assert removed.out.startswith("WA works on 3 June 2031 (A day off taken back).\n")
    assert (again.status, again.out) == (2, "")
    listed = beside("holidays", "list", "--office", "WA", "--year", "2031").out
    assert re.search(r"3 June 2031 +WA +A day off +taken back", listed)
    assert "no day off of WA was added for 2031-06-03" in again.err


def test_an_office_decides_on_its_regional_days(staffed: Up, beside: Run) -> None:
    kept = ("holidays", "decide", "nt_show", "2031", "--office", "NT")

    neither = beside(*kept)
    decided = beside(*kept, "--on", "2031-07-25")
    listed = beside("holidays", "regional", "--office", "NT", "--year", "2031")

    assert (neither.status, decided.status) == (2, 0)
    assert "say either --on DATE, or --works" in neither.err
    assert decided.out == "NT keeps Show Day of 2031 on 25 July.\n"
    assert "25 July 2031" in listed.out
    assert beside(*kept, "--works").out == "NT works on Show Day in 2031.\n"


def test_the_doctor_asks_an_office_at_work_for_its_regional_days(
    staffed: Up, beside: Run, tmp_path: Path
) -> None:
    file = tmp_path / "officers.yaml"
    file.write_text("psso.darwin:\n  name: Lee\n  office: NT\n  roles: [psso]\n")
    assert beside("officers", "import", str(file)).status == 0
    asked = {part["part"]: part for part in beside("doctor", "--json").json["parts"]}

    for year in (this := datetime.now(UTC).year, this + 1):
        beside("holidays", "decide", "nt_show", str(year), "--office", "NT", "--works")

    part = asked["regional days"]
    assert part["state"] == "wrong"
    assert f"NT has not decided on Show Day of {this} (nt_show: a Friday of July" in part["words"]
    assert f"casebound holidays decide nt_show {this} --office NT --on DATE" in part["remedy"]
    decided = {part["part"]: part for part in beside("doctor", "--json").json["parts"]}
    assert decided["regional days"]["state"] == "ok"
