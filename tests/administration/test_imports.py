"""Files of officers, customers and holidays: taken whole, or not at all with every fault named."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from database.models import Customer, CustomerAddress, Holiday, Nominee, Office
from database.queries import officers
from domain.errors import ImportFileError
from starter.administration import imports
from tests.doors.seeing import PLANTED, Sessions

TODAY = date(2026, 12, 3)

OFFICERS = """
offices:
  PER1: {state: WA, zone: Australia/Perth}
officers:
  import.lee:
    name: J. Lee
    office: PER1
    team: Perth
    roles:
      - psso
      - {role: ps_ssm, from: 2027-01-01, until: 2027-03-31}
    accounts: [lee.second]
    areas: [privacy, foi]
    delegate: import.kim
    absences:
      - {from: 2026-12-24, until: 2027-01-05}
  import.kim: {name: K. Kim, office: ACT, roles: [psso], delegate: import.lee}
"""
CUSTOMERS = f"""
import-1:
  name: {PLANTED}
  programme: child_support
  reference: "203 456 789"
  channel: email
  email: planted@example.org
  addresses:
    - {{lines: [1 Example Street, CANBERRA ACT 2600], state: ACT}}
    - {{from: 2027-01-01, lines: [2 Example Street, PERTH WA 6000], state: WA}}
  nominees:
    - {{name: Nora Nominee, lines: [3 Example Street, PERTH WA 6000], from: 2026-01-01}}
  associates: [import-2]
import-2: {{name: Another Person, programme: centrelink}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Write a file of the test; its folder is fresh."""

    def write(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


async def take_officers(stored: Sessions, path: Path, today: date = TODAY) -> Any:
    async with stored.begin() as db:
        return await imports.import_officers(db, path, today=today)


async def take_customers(stored: Sessions, path: Path, today: date = TODAY) -> Any:
    async with stored.begin() as db:
        return await imports.import_customers(db, path, today=today)


async def test_officers_come_with_offices_roles_accounts_and_absences(
    stored: Sessions, file: Any
) -> None:
    done = await take_officers(stored, file("officers.yaml", OFFICERS))

    assert (done.added, done.known) == (["import.lee", "import.kim"], [])
    async with stored() as db:
        lee = await officers.person(db, "lee.second")
        assert (lee.id, lee.office, str(lee.zone)) == ("import.lee", "PER1", "Australia/Perth")
        assert set(lee.roles) == {
            ("psso", date(2000, 1, 1), None),
            ("ps_ssm", date(2027, 1, 1), date(2027, 3, 31)),
        }
        assert lee.areas == {"privacy", "foi"}
        christmas = _noon("2026-12-24")
        assert lee.away(christmas)
        kim = await officers.person(db, "import.kim")
        assert kim.stands_in_for(lee, christmas)
        assert (await db.get_one(Office, "PER1")).state == "WA"


async def test_same_file_again_changes_nothing(stored: Sessions, file: Any) -> None:
    path = file("officers.yaml", OFFICERS)
    await take_officers(stored, path)

    done = await take_officers(stored, path)

    assert (done.added, done.known) == ([], ["import.lee", "import.kim"])
    async with stored() as db:
        assert "psso" in (await officers.person(db, "import.lee")).roles_at(_noon("2026-12-03"))


async def test_what_a_file_names_no_more_ends_the_day_before(stored: Sessions, file: Any) -> None:
    before = OFFICERS.replace("import.", "leaver.").replace("lee.second", "leaver.second")
    await take_officers(stored, file("before.yaml", before))
    after = "leaver.lee: {name: J. Lee, office: ACT, roles: [service_officer]}"

    await take_officers(stored, file("after.yaml", after))

    async with stored() as db:
        lee = await officers.person(db, "leaver.lee")
        assert lee.roles_at(_noon("2026-12-02")) == {"psso", "service_officer"}
        assert lee.roles_at(_noon("2026-12-03")) == {"service_officer"}
        assert lee.roles_at(_noon("2027-02-01")) == {"service_officer"}
        assert not lee.away(_noon("2026-12-24"))
        assert lee.areas == {"privacy", "foi"}  # of which the file says nothing
        kim = await officers.person(db, "leaver.kim")  # left out, and as before
        assert kim.roles_at(_noon("2026-12-03")) == {"psso"}


async def test_plain_file_names_officers_only(stored: Sessions, file: Any) -> None:
    text = "plain.one: {name: P. One, office: ACT, roles: []}"

    assert (await take_officers(stored, file("plain.yaml", text))).added == ["plain.one"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a.b:\n  name: A\n  office: ACT\n  roles: [pso]", ":4: a.b: roles.0.role: one of "),
        ("a.b:\n  name: A\n  office: ACT\n  roles: [pso]", "; did you mean 'psso'?"),
        (
            "a.b:\n  name: A\n  offce: ACT\n  roles: []",
            ":3: a.b: 'offce' is not known here; did you mean 'office'?",
        ),
        ("a.b:\n  name: A\n  roles: []", ":1: a.b: office is missing"),
        (
            "a.b:\n  name: A\n  office: ACT\n  roles: []\n  areas: [weather]",
            ":5: a.b: areas.0: there is no area 'weather'; the areas are assessment_services",
        ),
        ("a.b:\n  name: A\n  office: AC\n  roles: []", ":3: there is no office 'AC'; did you mean"),
        (
            "a.b:\n  name: A\n  office: ACT\n  roles:\n    - {role: psso, form: 2027-01-01}",
            ":5: a.b: 'roles.0.form' is not known here; did you mean 'from'?",
        ),
        (
            "a.b:\n  name: A\n  office: ACT\n  roles:\n    - {role: psso, from: 1.1.2027}",
            ":5: a.b: roles.0.from: is no date; write YYYY-MM-DD",
        ),
        (
            "a.b:\n  name: A\n  office: ACT\n  roles: []\n  delegate: psso.dias",
            ":5: there is no officer 'psso.dias'; did you mean 'psso.diaz'?",
        ),
        (
            "a.b:\n  name: A\n  office: ACT\n  roles: []\n  delegate: a.b",
            ":5: nobody is their own delegate",
        ),
        (
            "a.b:\n  name: A\n  office: ACT\n  roles: []\n  accounts:\n    - ok\n    - psso.diaz",
            ":7: account 'psso.diaz' is the id of an officer",
        ),
        (
            "offices:\n  X1: {state: ACT, zone: Australia/Camberra}\nofficers: {}",
            ":2: X1: 'Australia/Camberra' is no IANA time zone",
        ),
        ("officers:\n  - a.b", ":1: expected ids, each with what is known of it"),
        ("- a.b", ":1: expected ids, each with what is known of it"),
        ("a.b: [", ":1: this is not YAML"),
        ("a.b: {}\na.b: {}", "this is not YAML"),
        (b"\xff\xfe\x00", ": this is not UTF-8 text"),
        ("a b: {name: A, office: ACT, roles: []}", ":1: an id has 1 to 120 characters"),
    ],
)
async def test_fault_of_an_officers_file_is_named_with_its_line(
    stored: Sessions, file: Any, text: str | bytes, fault: str
) -> None:
    path = file("officers.yaml", text)

    with pytest.raises(ImportFileError) as raised:
        await take_officers(stored, path)

    assert fault in str(raised.value)
    assert str(raised.value).startswith(str(path))


async def test_every_fault_is_named_and_nothing_is_taken(stored: Sessions, file: Any) -> None:
    text = "good.one: {name: G, office: ACT, roles: []}\nbad.one: {name: B, office: XX, roles: [x]}"
    text += "\nbad.two: {name: B, office: YY, roles: []}"

    with pytest.raises(ImportFileError) as raised:
        await take_officers(stored, file("officers.yaml", text))

    assert [line.split(":")[1] for line in str(raised.value).splitlines()] == ["2", "3"]
    async with stored() as db:
        assert await officers.known(db, "good.one") is None


async def test_missing_file_is_named(stored: Sessions, tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="there is no such file"):
        await take_officers(stored, tmp_path / "none.yaml")


async def test_one_account_of_two_officers_is_a_fault(stored: Sessions, file: Any) -> None:
    one = "{name: A, office: ACT, roles: [], accounts: [shared]}"

    with pytest.raises(ImportFileError, match=r"account 'shared' is twice.one's already"):
        await take_officers(stored, file("o.yaml", f"twice.one: {one}\ntwice.two: {one}"))


# ---------------------------------------------------------------------------- customers


async def test_customers_come_with_addresses_and_nominees(stored: Sessions, file: Any) -> None:
    done = await take_customers(stored, file("customers.yaml", CUSTOMERS))

    assert done.added == ["import-1", "import-2"]
    async with stored() as db:
        first = await db.get_one(Customer, "import-1")
        assert (first.reference, first.channel, first.associates) == (
            "203 456 789",
            "email",
            ["import-2"],
        )
        moved = select(CustomerAddress.state).where(CustomerAddress.customer == "import-1")
        assert set(await db.scalars(moved)) == {"ACT", "WA"}


async def test_nominee_that_a_file_names_no_more_gets_no_more_copies(
    stored: Sessions, file: Any
) -> None:
    await take_customers(stored, file("before.yaml", CUSTOMERS.replace("import-", "copies-")))
    silent = "copies-1: {name: X, programme: child_support}"
    without = "copies-1: {name: X, programme: child_support, nominees: []}"

    await take_customers(stored, file("silent.yaml", silent))
    async with stored() as db:
        wanted = select(Nominee.until_date).where(Nominee.customer == "copies-1")
        assert list(await db.scalars(wanted)) == [None]  # it says nothing of them
    await take_customers(stored, file("without.yaml", without))

    async with stored() as db:
        assert list(await db.scalars(wanted)) == [date(2026, 12, 2)]


@pytest.mark.parametrize(
    ("name", "silent"),
    [
        ("wipe.csv", "id,name,programme\nwipe-csv,Casey Example,child_support\n"),
        ("wipe.yaml", "wipe-yaml: {name: Casey Example, programme: child_support}\n"),
    ],
    ids=["a column that is not there", "a word that is not there"],
)
async def test_what_a_file_says_nothing_of_stays_as_it_is(
    stored: Sessions, file: Any, name: str, silent: str
) -> None:
    """Emptied, a preference for email would have the customer written to by post from then on."""
    ident = name.replace(".", "-")
    known = (
        "name: Casey, programme: child_support, reference: 555 000 111, "
        "email: casey@example.org, channel: email, associates: [import-2]"
    )
    await take_customers(stored, file("before.yaml", f"{ident}: {{{known}}}"))

    await take_customers(stored, file(name, silent))

    async with stored() as db:
        row = await db.get_one(Customer, ident)
        assert (row.name, row.reference, row.email, row.channel, row.associates) == (
            "Casey Example",
            "555 000 111",
            "casey@example.org",
            "email",
            ["import-2"],
        )


async def test_an_empty_cell_takes_back_what_was_there(stored: Sessions, file: Any) -> None:
    columns = "id,name,programme,channel\n"
    await take_customers(stored, file("a.csv", columns + "taken-back,Casey,centrelink,email\n"))

    await take_customers(stored, file("b.csv", columns + "taken-back,Casey,centrelink,\n"))

    async with stored() as db:
        assert (await db.get_one(Customer, "taken-back")).channel is None


async def test_customers_come_from_csv_too(stored: Sessions, file: Any) -> None:
    text = (
        "id,name,programme,reference,channel,email,from,line1,line2,line3,state\n"
        'csv-1,"Planted, Erika",centrelink,,post,,2026-01-01,1 Example Street,PERTH WA,,WA\n'
        "csv-2,Another,child_support,,,,,,,,\n"
    )

    done = await take_customers(stored, file("customers.csv", "\ufeff" + text))

    assert done.added == ["csv-1", "csv-2"]
    async with stored() as db:
        address = await db.get_one(CustomerAddress, ("csv-1", date(2026, 1, 1)))
        assert address.lines == ["1 Example Street", "PERTH WA"]


@pytest.mark.parametrize(
    ("row", "lines", "state"),
    [
        (
            "12 Example Street,AUCKLAND 1010,NEW ZEALAND,",
            ["12 Example Street", "AUCKLAND 1010", "NEW ZEALAND"],
            None,
        ),
        (
            "12 Example Street,JERVIS BAY JBT 2540,,JBT",
            ["12 Example Street", "JERVIS BAY JBT 2540"],
            "JBT",
        ),
    ],
    ids=["abroad", "in Jervis Bay"],
)
async def test_customers_live_abroad_and_in_jervis_bay_too(
    *, stored: Sessions, file: Any, row: str, lines: list[str], state: str | None
) -> None:
    columns = "id,name,programme,from,line1,line2,line3,state"
    ident = f"far-{state}".lower()

    await take_customers(
        stored,
        file("far.csv", f"{columns}\n{ident},Casey Example,child_support,2026-01-01,{row}\n"),
    )

    async with stored() as db:
        address = await db.get_one(CustomerAddress, (ident, date(2026, 1, 1)))
        assert (address.lines, address.state) == (lines, state)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (
            "c.yaml",
            f"c-1:\n  name: {PLANTED}\n  programme: childsupport",
            ":3: c-1: programme: one of child_support, centrelink; did you mean 'child_support'?",
        ),
        ("c.yaml", f"c-1: {{name: [{PLANTED}], programme: centrelink}}", ":1: c-1: name: Input"),
        (
            "c.yaml",
            f"c-1:\n  name: {PLANTED}\n  programme: centrelink\n  nominees: [name: A, name: B]\n",
            ":4: c-1: nominees: two begin on the same day; give each a 'from' of its own",
        ),
        ("c.csv", "id,nam,programme\n", ":1: there is no column 'nam'; did you mean 'name'?"),
        ("c.csv", "", ":1: column id and name and programme is missing; the columns are id,name"),
        (
            "c.csv",
            "id,name,name,programme\nc-1,First,Second,child_support\n",
            ":1: column 'name' stands twice; take one out",
        ),
        ("c.csv", f"id,name,programme\nc-1,{PLANTED},\n", ":2: programme is missing"),
        (
            "c.csv",
            f"id,name,programme\nc-1,{PLANTED}\n",
            ":2: 2 cells for 3 columns; an empty one is written too",
        ),
        (
            "c.csv",
            'id,name,programme,reference\nc-1,A,child_support,"555 000\nc-2,B,child_support,556\n',
            ":2: this is not CSV: it opens a quote that never closes",
        ),
        (
            "c.csv",
            f"id,name,programme\nc-1,{PLANTED},centrelink,more\n",
            ":2: 4 cells for 3 columns; put quotes around what has a comma",
        ),
        (
            "c.csv",
            f"id,name,programme,state\nc-1,{PLANTED},centrelink,ACT\n",
            ":2: c-1: addresses.0.lines is missing",
        ),
        (
            "c.csv",
            f"id,name,programme,line1,state\nc-1,{PLANTED},centrelink,x,ACT\n",
            ":2: c-1: addresses.0.lines.0: has at least 2 characters",
        ),
        (
            "c.csv",
            f"id,name,programme,line1,line2\nc-1,{PLANTED},centrelink,1 Example Street,PERTH WA\n",
            ":2: c-1: addresses.0: say its state, one of ACT, NSW, VIC, QLD, SA, WA, TAS, NT, JBT",
        ),
        (
            "c.csv",
            f"id,name,programme,email\nc-1,{PLANTED},centrelink,casey.example.org\n",
            ":2: c-1: email: is no email address; write one such as name@example.org",
        ),
        (
            "c.yaml",
            (
                f"c-1:\n  name: {PLANTED}\n  programme: centrelink\n  addresses:\n"
                "    - lines: [c/o Legal Centre, Level 3, Building 12, 1204 Long Drive, PO Box 123,"
                " MOUNT VIC 3216]\n      state: VIC\n"
            ),
            ":5: c-1: addresses.0.lines: an envelope's window shows 5 lines under the name",
        ),
        (
            "c.yaml",
            'c-1:\n  name: "Planted \\e[31mRED\\e[0m \\x07"\n  programme: centrelink\n',
            ":2: c-1: name: holds a control character",
        ),
        (
            "c.yaml",
            'c-1:\n  name: "Planted\\u2028Erika"\n  programme: centrelink\n',
            ":2: c-1: name: must be one line",
        ),
        (
            "c.yaml",
            (
                f"c-1:\n  name: {PLANTED}\n  programme: centrelink\n  nominees:\n"
                "    - {name: Robin, lines: [PO Box 1]}\n"
            ),
            ":5: c-1: nominees.0.lines: one line is no address",
        ),
        (
            "c.yaml",
            f"c-1:\n  name: {PLANTED}\n  programme: centrelink\n  associates: [nobody]\n",
            ":4: c-1: associates: not known here; `casebound customers import` adds customers",
        ),
        (
            "c.yaml",
            f"c-1:\n  name: {PLANTED}\n  programme: centrelink\n  associates: [c-1]\n",
            ":4: c-1: associates: c-1 is this customer itself; name another one",
        ),
        (
            "c.csv",
            "id,name,programme\nc-1,A,centrelink\nc-1,B,centrelink\n",
            ":3: this id stands in an earlier line too",
        ),
        (
            "c.csv",
            "id,name,programme\nc-1,\x00,centrelink\n",
            ":2: holds the control character U+0000",
        ),
        (
            "c.yaml",
            f"c-1:\n  name: {PLANTED}\x07\n",
            ":2: holds the control character U+0007",
        ),
        ("c.yaml", f"c-1:\n  name: {PLANTED}\ufffe\n", ": this is not YAML"),
    ],
)
async def test_fault_of_a_customers_file_has_its_line_and_nobodys_data(
    *, stored: Sessions, file: Any, name: str, text: str, fault: str
) -> None:
    with pytest.raises(ImportFileError) as raised:
        await take_customers(stored, file(name, text))

    assert fault in str(raised.value)
    assert PLANTED not in str(raised.value)


# ---------------------------------------------------------------------------- holidays


async def test_holidays_are_added_once(stored: Sessions, file: Any) -> None:
    text = "date,office,name\n2026-12-24,ACT,Closedown\n2026-12-28,,Closedown everywhere\n"
    path = file("holidays.csv", text)

    async with stored.begin() as db:
        first = await imports.import_holidays(db, path)
    async with stored.begin() as db:
        again = await imports.import_holidays(db, path)

    assert first.added == ["2026-12-24 ACT", "2026-12-28 every office"]
    assert (again.added, again.known) == ([], first.added)
    async with stored() as db:
        days = await db.execute(select(Holiday.date, Holiday.office).order_by(Holiday.date))
        assert [tuple(day) for day in days] == [
            (date(2026, 12, 24), "ACT"),
            (date(2026, 12, 28), None),
        ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("24.12.2026,ACT,Closedown", ":2: date: '24.12.2026' is no date; write YYYY-MM-DD"),
        ("2026-12-24,ATC,Closedown", ":2: office: 'ATC' is not known; write one of"),
        ("2026-12-24,ACT,", ":2: name is missing"),
        ("2026-12-24,ACT", ":2: 2 cells for 3 columns; an empty one is written too"),
        (f"2026-12-24,ACT,{'Closed ' * 30}", ":2: name: say in 1 to 200 characters, on one line"),
        (
            "2026-12-24,ACT,Closedown\n2026-12-24,ACT,Closedown",
            ":3: says the same as line 2; take one out",
        ),
        (
            '2026-12-24,ACT,"Christmas closedown\n2026-12-29,ACT,Christmas closedown',
            ":2: this is not CSV: it opens a quote that never closes",
        ),
        ('2026-12-24,ACT,"Christmas\nclosedown"', ":2: name: say in 1 to 200 characters"),
        ('2026-12-24,ACT,"Christmas" closedown', ":2: this is not CSV: "),
    ],
)
async def test_fault_of_a_holidays_file_is_named_with_its_line(
    stored: Sessions, file: Any, line: str, fault: str
) -> None:
    path = file("holidays.csv", f"date,office,name\n{line}\n")

    async with stored() as db:
        with pytest.raises(ImportFileError) as raised:
            await imports.import_holidays(db, path)

    assert fault in str(raised.value)
    async with stored() as db:
        assert not await db.scalar(select(Holiday).where(Holiday.name.like("Christmas%")))


def _noon(day: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(f"{day}T02:00:00+00:00")
