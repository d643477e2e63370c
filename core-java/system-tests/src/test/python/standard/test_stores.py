"""LangChain's standard tests for stores, on all pairs of a writer and a reader."""

from typing import Any

import pytest
from conftest import PAIRS, astra_store, cassandra_store, of_two, pair_id
from langchain_tests.integration_tests.base_store import BaseStoreAsyncTests, BaseStoreSyncTests

MAKERS = {"Cassandra": cassandra_store, "Data API": astra_store}


class TestSync(BaseStoreSyncTests[bytes]):
    @pytest.fixture(params=PAIRS, ids=pair_id)
    def kv_store(self, request: Any, session: Any) -> Any:
        return of_two(request, session, MAKERS)

    @pytest.fixture
    def three_values(self) -> tuple[bytes, bytes, bytes]:
        return b"foo", b"", bytes(range(256))


class TestAsync(BaseStoreAsyncTests[bytes]):
    @pytest.fixture(params=PAIRS, ids=pair_id)
    async def kv_store(self, request: Any, session: Any) -> Any:
        return of_two(request, session, MAKERS)

    @pytest.fixture
    def three_values(self) -> tuple[bytes, bytes, bytes]:
        return b"foo", b"", bytes(range(256))
