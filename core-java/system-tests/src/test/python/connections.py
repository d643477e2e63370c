"""Sessions and stores as an application makes them."""

from __future__ import annotations

import asyncio
from typing import Any, Optional

from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import Cluster, Session
from cassandra.policies import WhiteListRoundRobinPolicy
from langchain_astradb import AstraDBByteStore, AstraDBCache
from langchain_astradb.utils.astradb import SetupMode as AstraSetupMode
from langchain_community.cache import CassandraCache
from langchain_community.storage.cassandra import CassandraByteStore
from langchain_community.utilities.cassandra import SetupMode


def connect(
    host: str, port: int, username: Optional[str] = None, password: Optional[str] = None
) -> Session:
    cluster = Cluster(
        [host],
        port=port,
        auth_provider=PlainTextAuthProvider(username, password) if username else None,
        load_balancing_policy=WhiteListRoundRobinPolicy([host]),
        connect_timeout=30,
        control_connection_timeout=30,
        **_connections(),
    )
    session = cluster.connect()
    session.default_timeout = 60  # a busy machine
    return session


def _connections() -> dict[str, Any]:
    """Selects the event loop: Python 3.12 and newer have no asyncore, some wheels no libev."""
    from cassandra import DependencyException

    try:
        from cassandra.io.libevreactor import LibevConnection

        return {"connection_class": LibevConnection}
    except (ImportError, DependencyException):
        from cassandra.io.asyncioreactor import AsyncioConnection

        return {"connection_class": AsyncioConnection}


class Loop:
    """An event loop for all async calls, which records the errors in its callbacks."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(self._on_error)

    def _on_error(self, _: Any, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.errors.append(type(error).__name__ if error else context["message"])

    def run(self, coroutine: Any) -> Any:
        return self._loop.run_until_complete(coroutine)

    def make(self, kind: Any, setup: str, **arguments: Any) -> Any:
        """Makes an object; with ASYNC inside the loop, because it needs a running one."""
        modes = AstraSetupMode if kind in (AstraDBByteStore, AstraDBCache) else SetupMode

        if setup != "ASYNC":
            return kind(setup_mode=modes[setup], **arguments)

        async def made() -> Any:
            return kind(setup_mode=modes[setup], **arguments)

        return self.run(made())


KINDS = {
    "CassandraByteStore": CassandraByteStore,
    "CassandraCache": CassandraCache,
    "AstraDBByteStore": AstraDBByteStore,
    "AstraDBCache": AstraDBCache,
}
