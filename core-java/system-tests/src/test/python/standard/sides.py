"""The stores and caches under test: Python's, ours over HTTP, and pairs of both."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Optional

from langchain_community.cache import _dumps_generations, _loads_generations
from langchain_core.caches import RETURN_VAL_TYPE, BaseCache
from langchain_core.stores import ByteStore


def ask(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


class JavaByteStore(ByteStore):
    """A store in the JVM that started this process."""

    def __init__(self, url: str) -> None:
        self.url = url

    def mget(self, keys: Sequence[str]) -> list[Optional[bytes]]:
        values = ask(self.url + "/mget", {"keys": list(keys)})
        return [None if value is None else base64.b64decode(value) for value in values]

    def mset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        pairs = [[key, base64.b64encode(value).decode()] for key, value in key_value_pairs]
        ask(self.url + "/mset", {"pairs": pairs})

    def mdelete(self, keys: Sequence[str]) -> None:
        ask(self.url + "/mdelete", {"keys": list(keys)})

    def yield_keys(self, *, prefix: Optional[str] = None) -> Iterator[str]:
        yield from ask(self.url + "/yield_keys", {"prefix": prefix or ""})


class JavaCache(BaseCache):
    """A cache in the JVM that started this process."""

    def __init__(self, url: str) -> None:
        self.url = url

    def lookup(self, prompt: str, llm_string: str) -> Optional[RETURN_VAL_TYPE]:
        text = ask(self.url + "/lookup", {"prompt": prompt, "llm": llm_string})
        return None if text is None else _loads_generations(text)

    def update(self, prompt: str, llm_string: str, return_val: RETURN_VAL_TYPE) -> None:
        text = _dumps_generations(return_val)
        ask(self.url + "/update", {"prompt": prompt, "llm": llm_string, "text": text})

    def clear(self, **kwargs: Any) -> None:
        ask(self.url + "/clear", {})


class StoreOfTwo(ByteStore):
    """Writes with one store and reads with another."""

    def __init__(self, writer: ByteStore, reader: ByteStore) -> None:
        self.writer, self.reader = writer, reader

    def mget(self, keys: Sequence[str]) -> list[Optional[bytes]]:
        return self.reader.mget(keys)

    async def amget(self, keys: Sequence[str]) -> list[Optional[bytes]]:
        return await self.reader.amget(keys)

    def mset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        self.writer.mset(key_value_pairs)

    async def amset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        await self.writer.amset(key_value_pairs)

    def mdelete(self, keys: Sequence[str]) -> None:
        self.writer.mdelete(keys)

    async def amdelete(self, keys: Sequence[str]) -> None:
        await self.writer.amdelete(keys)

    def yield_keys(self, *, prefix: Optional[str] = None) -> Iterator[str]:
        yield from self.reader.yield_keys(prefix=prefix)

    async def ayield_keys(self, *, prefix: Optional[str] = None) -> AsyncIterator[str]:
        async for key in self.reader.ayield_keys(prefix=prefix):
            yield key


class CacheOfTwo(BaseCache):
    """Writes with one cache and reads with another."""

    def __init__(self, writer: BaseCache, reader: BaseCache) -> None:
        self.writer, self.reader = writer, reader

    def lookup(self, prompt: str, llm_string: str) -> Optional[RETURN_VAL_TYPE]:
        return self.reader.lookup(prompt, llm_string)

    async def alookup(self, prompt: str, llm_string: str) -> Optional[RETURN_VAL_TYPE]:
        return await self.reader.alookup(prompt, llm_string)

    def update(self, prompt: str, llm_string: str, return_val: RETURN_VAL_TYPE) -> None:
        self.writer.update(prompt, llm_string, return_val)

    async def aupdate(self, prompt: str, llm_string: str, return_val: RETURN_VAL_TYPE) -> None:
        await self.writer.aupdate(prompt, llm_string, return_val)

    def clear(self, **kwargs: Any) -> None:
        self.writer.clear(**kwargs)

    async def aclear(self, **kwargs: Any) -> None:
        await self.writer.aclear(**kwargs)
