"""The Python code of the documents, word for word.

Arguments: host and port of Cassandra. The functions for Astra DB are compiled only: their constructors accept
no other server.
"""

from __future__ import annotations

import sys
from typing import Any

from cassandra.cluster import Cluster, Session
from langchain_astradb import AstraDBByteStore, AstraDBCache
from langchain_community.cache import CassandraCache
from langchain_community.storage.cassandra import CassandraByteStore
from langchain_classic.embeddings import CacheBackedEmbeddings
from langchain_classic.storage import create_kv_docstore
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, Generation
from langchain_core.stores import ByteStore


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


def lookup(session: Session, prompt: str, llm_string: str) -> Any:
    generation = CassandraCache(session=session, keyspace="app").lookup(prompt, llm_string)[0]
    tool_calls = generation.message.tool_calls
    return tool_calls


def cached_embeddings(model: Embeddings, store: ByteStore) -> Embeddings:
    return CacheBackedEmbeddings.from_bytes_store(
        model, store, namespace="text-embedding-3-small", key_encoder="sha256", query_embedding_cache=True)


def documents_of_both(session: Session) -> Any:
    store = CassandraByteStore("documents", session=session, keyspace="app")
    documents = create_kv_docstore(store)
    documents.mset([("handbook/8", Document(page_content="Keep calm.", metadata={"page": 8}))])
    found = documents.mget(["handbook/7", "handbook/8"])
    return found


if __name__ == "__main__":
    cluster = Cluster([sys.argv[1]], port=int(sys.argv[2]))
    store, cache = store_and_cache_in_cassandra(cluster.connect())
    cache.update("prompt", "llm of guide_samples", [Generation(text="answer")])
    print(cache.lookup("prompt", "llm of guide_samples")[0].text)
    message = AIMessage("", tool_calls=[{"name": "weather", "args": {}, "id": "1"}])
    cache.update("prompt", "chat llm of guide_samples", [ChatGeneration(message=message)])
    print(lookup(cluster.connect(), "prompt", "chat llm of guide_samples")[0]["name"])
    embeddings = cached_embeddings(DeterministicFakeEmbedding(size=2), store)
    print(embeddings.embed_query("text") == embeddings.embed_query("text"))
    print([key for key in store.yield_keys(prefix="text-embedding-3-small")])
    print([document and document.page_content for document in documents_of_both(cluster.connect())])
