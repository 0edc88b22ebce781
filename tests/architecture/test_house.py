"""The picture of the house is the house."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def rooms(layer: str) -> set[str]:
    """Return the packages of a layer; one in parentheses is still to come."""
    names = {name.strip() for name in re.split(r"[|:]", layer)}
    return {name.replace(".", "/") for name in names if not name.startswith("(")}


def test_the_picture_shows_every_room_on_the_floor_where_the_contracts_have_it() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = [rooms(layer) for layer in contracts["contracts"][0]["layers"]]
    packages = [{room for room in floor if (ROOT / room).is_dir()} for floor in layers]
    picture = (ROOT / "docs" / "images" / "house.svg").read_text()

    drawn: dict[int, set[str]] = {}
    for room, height in re.findall(r'data-room="([a-z/]+)" x="\d+" y="(\d+)"', picture):
        if room != "stack":  # it stands apart: nothing of ours is in it
            drawn.setdefault(int(height), set()).add(room)

    assert [drawn[height] for height in sorted(drawn)] == packages
    assert 'data-room="stack"' in picture
