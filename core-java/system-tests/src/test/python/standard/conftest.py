"""Connects to the stores and caches that the JVM which started this process names."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from connections import connect
from langchain_astradb import AstraDBByteStore, AstraDBCache
from langchain_community.cache import CassandraCache
from langchain_community.storage.cassandra import CassandraByteStore
from sides import CacheOfTwo, JavaByteStore, JavaCache, StoreOfTwo

SETTINGS = json.loads(os.environ["INTEROP_SETTINGS"])


@pytest.fixture(scope="session")
def session() -> Any:
    return connect(**SETTINGS["cassandra"])


def cassandra_store(session: Any) -> CassandraByteStore:
    keyspace = SETTINGS["keyspace"]
    store = CassandraByteStore("standard_store", session=session, keyspace=keyspace)
    session.execute(f"TRUNCATE {keyspace}.standard_store")
    return store


def cassandra_cache(session: Any) -> CassandraCache:
    cache = CassandraCache(session, SETTINGS["keyspace"], table_name="standard_cache")
    cache.clear()
    return cache


def astra_store(_: Any) -> AstraDBByteStore:
    store = AstraDBByteStore(collection_name="standard_store", **SETTINGS["astra"])
    store.collection.delete_many({})
    return store


def astra_cache(_: Any) -> AstraDBCache:
    cache = AstraDBCache(collection_name="standard_cache", **SETTINGS["astra"])
    cache.clear()
    return cache


SIDES = ("Python", "Java")
PAIRS = [
    (backend, writer, reader)
    for backend in ("Cassandra", "Data API")
    for writer in SIDES
    for reader in SIDES
]


def pair_id(pair: tuple[str, str, str]) -> str:
    return "%s, %s writes and %s reads" % pair


def of_two(request: Any, session: Any, makers: dict[str, Callable[[Any], Any]]) -> Any:
    """An empty store or cache that one side writes and one side reads."""
    backend, writer, reader = request.param
    python = makers[backend](session)
    is_store = hasattr(python, "mget")
    kind, two = (JavaByteStore, StoreOfTwo) if is_store else (JavaCache, CacheOfTwo)
    java = kind(SETTINGS["java"] + f"/{backend.split()[0].lower()}_{'store' if is_store else 'cache'}")
    sides = {"Python": python, "Java": java}
    if writer == reader:
        return sides[writer]
    return two(sides[writer], sides[reader])
