"""Which code a worker runs: Temporal writes it beside every step that a case takes on it."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

# What a case does is decided here, and nowhere else.
DECIDING = (
    "domain",
    "workflows",
    "activities.contracts",
    "activities.effects",
    "activities.carried",
)


@cache
def own_build() -> str:
    """Return the version, and a hash of the sources that decide what a case does.

    So two states of a checkout are two builds, as two releases are. Named by us: worked out by the
    SDK, from every file of every module, it would take seconds.
    """
    return f"casebound-{version('casebound')}-{_hash(DECIDING)[:10]}"


def _hash(modules: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for module in modules:
        for name, source in _sources(module):
            digest.update(f"{module} {name} {len(source)}\n".encode())
            digest.update(source)
    return digest.hexdigest()


def _sources(module: str) -> Iterator[tuple[str, bytes]]:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{module}, on which the build of a worker is named, is not here")
    file = Path(spec.origin)
    if not spec.submodule_search_locations:
        yield file.name, file.read_bytes()
        return
    for each in sorted(file.parent.rglob("*.py")):
        yield each.relative_to(file.parent).as_posix(), each.read_bytes()
