"""What the agency learns or decides in the course of a story is there from that moment on."""

from datetime import datetime

from database.queries.officers import person
from starter.player import stage
from starter.player.news import Line
from starter.player.scenario_file import read
from tests.end_to_end.told import Hall
from tests.player.conftest import Written


async def test_an_officer_is_away_on_the_days_that_the_story_says_and_the_delegate_stands_in(
    stage_hall: Hall, written: Written
) -> None:
    scenario = read(
        written(
            "  - after: 1 day\n"
            "    absent:\n"
            "      officer: psso.diaz\n"
            "      from: 2027-03-03\n"
            "      until: 2027-03-04\n"
            "      delegate: ps_ssm.ito\n"
        )
    )
    url, client = await stage_hall.empty("away"), await stage_hall.client("away")

    lines: list[Line] = []
    async with stage.seated(
        scenario, stage_hall.folder, url, client, name="away", tell=lines.append
    ) as (_, performance):
        await performance.play()
        async with performance.sessions() as db:
            away, delegate = await person(db, "psso.diaz"), await person(db, "ps_ssm.ito")

    stood_in = {
        day: delegate.stands_in_for(away, datetime.fromisoformat(f"2027-03-{day:02}T10:00+11:00"))
        for day in (2, 3, 4, 5)
    }
    assert stood_in == {2: False, 3: True, 4: True, 5: False}
