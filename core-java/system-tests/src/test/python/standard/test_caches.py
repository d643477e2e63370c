"""LangChain's standard tests for caches, on all pairs of a writer and a reader."""

from typing import Any

import pytest
from conftest import PAIRS, astra_cache, cassandra_cache, of_two, pair_id
from langchain_tests.integration_tests.cache import AsyncCacheTestSuite, SyncCacheTestSuite

MAKERS = {"Cassandra": cassandra_cache, "Data API": astra_cache}


class TestSync(SyncCacheTestSuite):
    @pytest.fixture(params=PAIRS, ids=pair_id)
    def cache(self, request: Any, session: Any) -> Any:
        return of_two(request, session, MAKERS)


class TestAsync(AsyncCacheTestSuite):
    @pytest.fixture(params=PAIRS, ids=pair_id)
    async def cache(self, request: Any, session: Any) -> Any:
        return of_two(request, session, MAKERS)
