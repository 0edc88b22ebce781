"""A Temporal server for one machine, on SQLite, with everything that Casebound asks of a server.

One process runs all of its services on the loopback. Workflows are kept in one file, or in memory
where nothing has to outlast the server.
"""

import asyncio
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError, RPCStatusCode

from stack.build import version_of
from stack.child import Child
from stack.errors import StackError
from stack.ports import HOST, reserved, say_if_moved

USUAL_PORT = 7233
NAMESPACE = "default"
RETENTION = timedelta(days=30)  # how long a closed case's history can still be looked at
SERVICES = ("frontend", "history", "matching", "worker")
# What is kept in memory is gone soon: to look for rubbish a quarter as often costs some memory, and
# saves a fifteenth of the processor's time. Whoever has set it otherwise has it so.
SELDOM_COLLECTED = {"GOGC": "400"}
SECONDS_TO_START = 30.0
SECONDS_TO_STOP = 3.0

Attributes = Mapping[str, IndexedValueType.ValueType]

# An attribute can be used as soon as it is registered, not when a cache next looks: once every
# minute. Each row of each list asks the database for it, so it is for the time of registering only.
REGISTERING: dict[str, object] = {"system.forceSearchAttributesCacheRefreshOnRead": True}
DYNAMIC: dict[str, object] = {
    # The usual 2,000 a second are for clusters that share a database; this one is its own.
    "frontend.persistenceMaxQPS": 1_000_000,
}
SIMULATED: dict[str, object] = {
    "frontend.WorkflowTimeSkippingEnabled": True,
    "history.timerProcessorMaxTimeShift": "10ms",
    # Else continue-as-new within a second of the run's start makes the clock jump or hang.
    "history.workflowIdReuseMinimalInterval": "0s",
    # The queues are read 20 times a second otherwise: ten skipped timers would take seconds.
    "history.timerProcessorMaxPollRPS": 1000,
    "history.transferProcessorMaxPollRPS": 1000,
    "history.visibilityProcessorMaxPollRPS": 1000,
}


class TemporalServer:
    """A Temporal server that takes up its file again.

    Args:
        binary: ``temporal-server``.
        folder: of the stack; configuration, data, log and pid file go there.
        in_memory: forget everything at the end.
        simulated: allow time skipping, and poll as fast as tests need it.
        usual_port: take port 7233 if it is free.
    """

    name = "The Temporal server"

    def __init__(
        self,
        binary: Path,
        folder: Path,
        *,
        in_memory: bool = False,
        simulated: bool = False,
        usual_port: bool = False,
    ) -> None:
        self._binary, self._folder, self._simulated = binary, folder, simulated
        self._database = None if in_memory else folder / "temporal.db"
        self._usual_port = USUAL_PORT if usual_port else None
        self._ports: list[int] = []  # chosen at the first start, kept at every other
        self._remembered = folder / "temporal.ports"
        self.child = Child(self.name, folder, "temporal-server")

    @property
    def address(self) -> str:
        """Where clients and workers connect."""
        return f"{HOST}:{self._ports[0]}"

    async def start(self) -> None:
        """Start it; returns when it answers.

        Raises:
            StackError: its file is of another version, or it did not start.
        """
        self._check_version()
        self.child.end_leftover()
        if self._ports:
            await self._start()
            return
        with reserved(*self._wanted_ports()) as self._ports:
            say_if_moved(self._usual_port, self._ports[0], "the Temporal server")
            self._remembered.write_text(json.dumps(self._ports))
            await self._start()

    def _wanted_ports(self) -> list[list[int]]:
        """Return for each port those to try: the usual one, then the one of the last start.

        In its database a server finds the one before it, by its ports. On other ports it would take
        that for a second server, and for up to a minute leave to it a part of the work.
        """
        before: list[int] = []
        with suppress(OSError, ValueError):
            before = json.loads(self._remembered.read_text())
        wanted = [[port] for port in before] or [[] for _ in range(2 * len(SERVICES))]
        if self._usual_port:
            wanted[0].insert(0, self._usual_port)
        return wanted

    async def _start(self) -> None:
        self._write_dynamic(REGISTERING)
        _write(self._folder / "temporal-server.yaml", self._configuration())
        options = ("--config-file", "temporal-server.yaml", "--allow-no-auth")
        env = None if self._database else SELDOM_COLLECTED | os.environ
        self.child.start([self._binary, *options, "start"], cwd=self._folder, env=env)
        await self._answer()

    def attributes_are_known(self) -> None:
        """Look for new search attributes no more at every row of every list."""
        self._write_dynamic({})

    def _write_dynamic(self, more: Mapping[str, object]) -> None:
        dynamic = {**DYNAMIC, **(SIMULATED if self._simulated else {}), **more}
        _write(
            self._folder / "temporal-dynamic.yaml",
            {name: [{"value": value}] for name, value in dynamic.items()},
        )

    async def stop(self) -> None:
        """Stop it: in good order if that is quick, else as a crash would, which loses nothing.

        Asked to stop within a moment of its start, it looks for its own services for ten seconds.
        """
        await self.child.stop(patience=SECONDS_TO_STOP)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self.child.kill()

    async def _answer(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                client = await Client.connect(self.address)
                if await client.service_client.check_health():
                    self.child.check()  # else a stranger's server is what answers
                    return
            except (RuntimeError, RPCError) as error:  # refused at first, then "not healthy yet"
                self.child.check()
                if time.monotonic() > deadline:
                    raise self.child.trouble("did not start in half a minute") from error
            await asyncio.sleep(0.02)

    def _check_version(self) -> None:
        """Refuse a file of another minor version: the server sets files up but migrates none."""
        mark = self._folder / "temporal.version"
        version = version_of("temporal-server")
        if self._database and self._database.exists() and mark.exists():
            found = mark.read_text().strip()
            if found.split(".")[:2] != version.split(".")[:2]:
                raise StackError(
                    f"{self._database} was made by Temporal server {found}; this release runs "
                    f"{version}, which cannot migrate it. Close the cases with the release that "
                    "made it, or use another data folder."
                )
        mark.write_text(version)

    def _configuration(self) -> dict[str, object]:
        store = {"sql": self._store()}
        ports = zip(self._ports[::2], self._ports[1::2], strict=True)
        return {
            "log": {"stdout": True, "level": "error"},
            "persistence": {
                "defaultStore": "main",
                "visibilityStore": "visibility",
                "numHistoryShards": 4,
                "datastores": {"main": store, "visibility": store},
            },
            "global": {"membership": {"maxJoinDuration": "30s", "broadcastAddress": HOST}},
            "services": {
                service: {
                    "rpc": {
                        "grpcPort": grpc,
                        "membershipPort": membership,
                        "bindOnLocalHost": True,
                    }
                }
                for service, (grpc, membership) in zip(SERVICES, ports, strict=True)
            },
            "clusterMetadata": {
                "enableGlobalNamespace": False,
                "failoverVersionIncrement": 10,
                "masterClusterName": "active",
                "currentClusterName": "active",
                "clusterInformation": {
                    "active": {
                        "enabled": True,
                        "initialFailoverVersion": 1,
                        "rpcName": "frontend",
                        "rpcAddress": self.address,
                    }
                },
            },
            "dynamicConfigClient": {
                "filepath": str(self._folder / "temporal-dynamic.yaml"),
                "pollInterval": "10s",
            },
        }

    def _store(self) -> dict[str, object]:
        in_file = {"cache": "private", "journal_mode": "wal", "synchronous": "2"}
        in_memory = {"cache": "shared", "mode": "memory"}
        return {
            "pluginName": "sqlite",
            "databaseName": str(self._database or "casebound"),
            "connectAddr": "localhost",
            "connectProtocol": "tcp",
            "connectAttributes": (in_file if self._database else in_memory) | {"setup": "true"},
            "maxConns": 1,
            "maxIdleConns": 1,
        }


async def connect(address: str, namespace: str = NAMESPACE) -> Client:
    """Return a client that speaks the product's models.

    Raises:
        StackError: nothing answers there.
    """
    try:
        return await Client.connect(
            address, namespace=namespace, data_converter=pydantic_data_converter
        )
    except (RuntimeError, RPCError) as error:
        raise StackError(
            f"No Temporal server answers at {address}: {error}. "
            "Start it, or set CASEBOUND_TEMPORAL_ADDRESS to where it listens."
        ) from error


async def prepare_namespace(client: Client, attributes: Attributes) -> None:
    """Create the client's namespace and its search attributes where they are missing.

    Raises:
        StackError: the server does not allow it, or an attribute has another type there.
    """
    try:
        await _register_namespace(client, RETENTION)
        await _register_attributes(client, attributes)
    except RPCError as error:
        raise StackError(
            f"Namespace {client.namespace} could not be prepared at "
            f"{client.service_client.config.target_host}: {error}. Have its operator create it "
            f"with the search attributes {', '.join(attributes) or 'that are needed'}."
        ) from error


async def _register_namespace(client: Client, retention: timedelta) -> None:
    duration = Duration()
    duration.FromTimedelta(retention)
    try:
        await client.workflow_service.register_namespace(
            RegisterNamespaceRequest(
                namespace=client.namespace, workflow_execution_retention_period=duration
            )
        )
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise


async def _register_attributes(client: Client, attributes: Attributes) -> None:
    if not attributes:
        return
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            await client.operator_service.add_search_attributes(
                AddSearchAttributesRequest(
                    namespace=client.namespace, search_attributes=dict(attributes)
                )
            )
            break
        except RPCError as error:  # a namespace is not known everywhere at once
            if error.status is not RPCStatusCode.NOT_FOUND or time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    # Asked for another type than an attribute has, the server keeps the old one without a word.
    wrong = [name for name, kind in attributes.items() if listed.custom_attributes[name] != kind]
    if wrong:
        raise StackError(
            f"Namespace {client.namespace} has {', '.join(wrong)} with another type. Remove them "
            "there (temporal operator search-attribute remove), or use another namespace."
        )


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False))
