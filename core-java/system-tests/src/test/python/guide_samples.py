"""The Python code of the documents, word for word."""

from __future__ import annotations

from typing import Any

from cassandra.cluster import Session
from langchain_astradb import AstraDBByteStore, AstraDBCache
from langchain_community.cache import CassandraCache
from langchain_community.storage.cassandra import CassandraByteStore


def store_and_cache_in_cassandra(session: Session) -> tuple[Any, Any]:
    store = CassandraByteStore("pages", session=session, keyspace="app")
    cache = CassandraCache(session=session, keyspace="app")
    return store, cache


def store_and_cache_in_astra_db(endpoint: str, token: str) -> tuple[Any, Any]:
    store = AstraDBByteStore(
        collection_name="pages", api_endpoint=endpoint, token=token, namespace="app"
    )
    cache = AstraDBCache(api_endpoint=endpoint, token=token, namespace="app")
    return store, cache
