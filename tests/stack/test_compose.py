"""docker-compose.yml cannot be run without a container engine; what can be checked is checked."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()


def test_it_follows_the_compose_specification() -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")

    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", COMPOSE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_it_has_every_part_of_the_product() -> None:
    databases = {"cases", "temporal-database"}
    jobs = {"temporal-schema", "temporal-namespace", "migrations"}

    assert set(SERVICES) == databases | jobs | {"temporal", "temporal-ui", "worker", "forwarder"}


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_can_happen(name: str) -> None:
    waits = SERVICES[name].get("depends_on", {})
    if isinstance(waits, list):
        waits = {other: {"condition": "service_started"} for other in waits}

    for other, wait in waits.items():
        match wait["condition"]:
            case "service_healthy":
                assert "healthcheck" in SERVICES[other]
            case "service_completed_successfully":
                assert SERVICES[other]["restart"] == "on-failure", "it would be started for ever"
            case _:
                assert other in SERVICES


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_needs_from_the_checkout_is_there(name: str) -> None:
    service = SERVICES[name]
    if "build" in service:
        assert f" AS {service['build']['target']}\n" in DOCKERFILE
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert not source.startswith("./") or (ROOT / source).is_file()


def test_what_the_images_copy_is_in_the_checkout_and_in_the_build_context() -> None:
    context = (ROOT / ".dockerignore").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)

    sources = {source for line in copied for source in line.split()} - {"."}

    assert sources
    for source in sources:
        assert (ROOT / source).exists()
        assert f"!{source.split('/')[0]}\n" in context


def test_every_package_of_the_product_is_in_the_build_context() -> None:
    context = (ROOT / ".dockerignore").read_text().splitlines()
    packages = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))

    assert [package for package in packages if f"!{package}" not in context] == []


def test_every_password_is_asked_for_in_the_example() -> None:
    wanted = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text()))
    asked = set(re.findall(r"^(\w+)=", (ROOT / "deploy" / "example.env").read_text(), re.MULTILINE))

    assert wanted == asked


def test_nothing_is_offered_beyond_this_machine() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_real_cases_have_real_time() -> None:
    dynamic = yaml.safe_load((ROOT / "deploy" / "temporal" / "dynamic.yaml").read_text())

    assert not any("TimeSkipping" in key for key in dynamic)


@pytest.mark.parametrize("name", ["migrations", "worker", "forwarder"])
def test_what_a_process_runs_is_a_command(name: str) -> None:
    casebound = Path(sys.executable).with_name("casebound")

    subprocess.run(
        [casebound, *SERVICES[name]["command"], "--help"], capture_output=True, check=True
    )
