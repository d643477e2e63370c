"""Reads and writes entries with one client of Cassandra, and measures what that costs this process.

Arguments: client, host, port, keyspace. Reads lines "operation table keys bytes calls", makes the calls, and
answers each line with the microseconds of processor time per key, of all threads of this process. Ends when
its input ends.

All clients send the same requests as the store, all of a call at the same time: reads and deletes of 20 keys
with IN, and unlogged batches of at most 10 rows and 5 KiB.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from typing import Any

USER = os.environ.get("CASSANDRA_USERNAME")
PASSWORD = os.environ.get("CASSANDRA_PASSWORD")

SELECT = "SELECT row_id, body_blob FROM {} WHERE row_id IN ?"
INSERT = "INSERT INTO {} (row_id, body_blob) VALUES (?, ?)"
DELETE = "DELETE FROM {} WHERE row_id IN ?"


class Entries:
    """The entries of one table, in the chunks in which they are read and written."""

    def __init__(self, keys: int, size: int) -> None:
        self.rows = [
            (f"{i % 100:02d}/document-{i}.txt", os.urandom(size)) for i in range(keys)
        ]
        self.reads = chunks([key for key, _ in self.rows], 20)
        self.batches = chunks(self.rows, max(1, min(10, 5 * 1024 // (size + 80))))


def chunks(items: list[Any], size: int) -> list[list[Any]]:
    return [items[i : i + size] for i in range(0, len(items), size)]


class PythonDriver:
    """The driver of Python, whose helper for concurrent requests is the fastest way it documents."""

    def __init__(self, host: str, port: int, keyspace: str) -> None:
        from cassandra.auth import PlainTextAuthProvider
        from cassandra.cluster import Cluster

        auth = PlainTextAuthProvider(USER, PASSWORD) if USER else None
        self.session = Cluster([host], port=port, auth_provider=auth).connect(keyspace)

    def prepare(self, cql: str) -> Any:
        return self.session.prepare(cql)

    def mget(self, select: Any, entries: Entries) -> dict[str, bytes]:
        from cassandra.concurrent import execute_concurrent_with_args

        found: dict[str, bytes] = {}
        parameters = [(chunk,) for chunk in entries.reads]
        for _, rows in execute_concurrent_with_args(self.session, select, parameters, 256):
            found.update(rows)
        return found

    def mset(self, insert: Any, entries: Entries) -> None:
        from cassandra.concurrent import execute_concurrent
        from cassandra.query import BatchStatement, BatchType

        requests = []
        for chunk in entries.batches:
            if len(chunk) == 1:
                requests.append((insert, chunk[0]))
                continue
            batch = BatchStatement(BatchType.UNLOGGED)
            for row in chunk:
                batch.add(insert, row)
            requests.append((batch, ()))
        execute_concurrent(self.session, requests, 256)

    def mdelete(self, delete: Any, entries: Entries) -> None:
        from cassandra.concurrent import execute_concurrent_with_args

        execute_concurrent_with_args(self.session, delete, [(c,) for c in entries.reads], 256)


class AsyncClient:
    """A client of asyncio: starts all requests of a call, and waits for all."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def run(self, *requests: Any) -> list[Any]:
        return self.loop.run_until_complete(self._all(requests))

    async def _all(self, requests: Any) -> list[Any]:
        return await asyncio.gather(*requests)


class CppDriver(AsyncClient):
    """The C++ driver, in the wrapper acsylla."""

    def __init__(self, host: str, port: int, keyspace: str) -> None:
        super().__init__()
        import acsylla

        self.api = acsylla
        credentials = {"username": USER, "password": PASSWORD} if USER else {}
        self.session = self.run(self._connect(host, port, keyspace, credentials))[0]

    async def _connect(self, host: str, port: int, keyspace: str, credentials: Any) -> Any:
        cluster = self.api.create_cluster([host], port=port, **credentials)
        return await cluster.create_session(keyspace=keyspace)

    def prepare(self, cql: str) -> Any:
        return self.run(self.session.create_prepared(cql))[0]

    def mget(self, select: Any, entries: Entries) -> dict[str, bytes]:
        execute = self.session.execute
        results = self.run(*(execute(select.bind([chunk])) for chunk in entries.reads))
        return {row[0]: row[1] for result in results for row in map(tuple_of, result)}

    def mset(self, insert: Any, entries: Entries) -> None:
        requests = []
        for chunk in entries.batches:
            if len(chunk) == 1:
                requests.append(self.session.execute(insert.bind(chunk[0])))
                continue
            batch = self.api.create_batch_unlogged()
            for row in chunk:
                batch.add_statement(insert.bind(row))
            requests.append(self.session.execute_batch(batch))
        self.run(*requests)

    def mdelete(self, delete: Any, entries: Entries) -> None:
        self.run(*(self.session.execute(delete.bind([chunk])) for chunk in entries.reads))


def tuple_of(row: Any) -> Any:
    return row.as_tuple()


class RustDriver(AsyncClient):
    """The Rust driver, in the wrapper scyllapy."""

    def __init__(self, host: str, port: int, keyspace: str) -> None:
        super().__init__()
        import scyllapy

        self.api = scyllapy
        self.session = scyllapy.Scylla(
            [f"{host}:{port}"], username=USER, password=PASSWORD, keyspace=keyspace
        )
        self.run(self._started(self.session.startup))

    @staticmethod
    async def _started(call: Any, *arguments: Any) -> Any:
        return await call(*arguments)

    def prepare(self, cql: str) -> Any:
        return self.run(self._started(self.session.prepare, cql))[0]

    def mget(self, select: Any, entries: Entries) -> dict[str, bytes]:
        execute = self.session.execute
        results = self.run(*(self._started(execute, select, [c]) for c in entries.reads))
        return {row["row_id"]: row["body_blob"] for result in results for row in result.all()}

    def mset(self, insert: Any, entries: Entries) -> None:
        requests = []
        for chunk in entries.batches:
            if len(chunk) == 1:
                requests.append(self._started(self.session.execute, insert, list(chunk[0])))
                continue
            batch = self.api.Batch(self.api.BatchType.UNLOGGED)
            for _ in chunk:
                batch.add_query(insert)
            requests.append(self._started(self.session.batch, batch, [list(r) for r in chunk]))
        self.run(*requests)

    def mdelete(self, delete: Any, entries: Entries) -> None:
        execute = self.session.execute
        self.run(*(self._started(execute, delete, [c]) for c in entries.reads))


CLIENTS = {"cassandra-driver": PythonDriver, "acsylla": CppDriver, "scyllapy": RustDriver}
STATEMENTS = {"mget": SELECT, "mset": INSERT, "mdelete": DELETE}


def main() -> None:
    kind, host, port, keyspace = sys.argv[1:]
    client = CLIENTS[kind](host, int(port), keyspace)
    statements: dict[str, Any] = {}
    tables: dict[str, Entries] = {}
    print("ready", flush=True)
    for line in sys.stdin:
        operation, table, keys, size, calls = line.split()
        cql = STATEMENTS[operation].format(table)
        if cql not in statements:
            statements[cql] = client.prepare(cql)
        if table not in tables:
            tables[table] = Entries(int(keys), int(size))
        entries = tables[table]
        micros = repeat(getattr(client, operation), statements[cql], entries, int(calls)) * 1e6
        print(micros / int(calls) / len(entries.rows), flush=True)


def repeat(call: Any, statement: Any, entries: Entries, calls: int) -> float:
    before = cpu_seconds()
    for _ in range(calls):
        found = call(statement, entries)
        if found is not None and len(found) != len(entries.rows):
            raise ValueError(f"expected {len(entries.rows)} keys, found {len(found)}")
    return cpu_seconds() - before


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
