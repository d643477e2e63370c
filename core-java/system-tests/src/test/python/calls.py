"""The calls that the interop tests may make."""

from __future__ import annotations

import base64
import datetime
import json
import logging
import random
import time
import warnings
from typing import Any, Optional

import cassandra.query
from connections import KINDS, Loop, connect
from documents import DocumentCalls
from embeddings import EmbeddingCall
from langchain_community.cache import _dumps_generations
from langchain_core.language_models.fake import FakeListLLM
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.load import dumpd, loads
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.outputs import (
    ChatGeneration,
    ChatGenerationChunk,
    ChatResult,
    Generation,
    GenerationChunk,
)
from parent_documents import ParentDocumentCalls

NAMES = {
    name.__name__: name
    for name in (
        AIMessage,
        AIMessageChunk,
        ChatGeneration,
        ChatGenerationChunk,
        Generation,
        GenerationChunk,
        HumanMessage,
    )
} | {"datetime": datetime}


class SerializableChatModel(FakeListChatModel):
    """Makes the fake model serializable, as most models of providers are."""

    # Values that LangChain cannot serialize. It stores the repr of some of them.
    when: Any = datetime.date(2020, 1, 2)
    parts: Any = [datetime.date(2020, 1, 3), {"graph": {"kwargs": datetime.date(2020, 1, 4)}}]

    @classmethod
    def is_lc_serializable(cls) -> bool:
        return True

    def _generate(self, *arguments: Any, **kwargs: Any) -> ChatResult:
        """Sets the usage after the message is made, as Anthropic's class does."""
        result = super()._generate(*arguments, **kwargs)
        result.generations[0].message.usage_metadata = {
            "input_tokens": 16,
            "output_tokens": 3,
            "total_tokens": 19,
            "input_token_details": {"cache_read": 2, "cache_creation": 4},
        }
        return result


class Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


class Calls(DocumentCalls, ParentDocumentCalls):
    def __init__(self) -> None:
        self.loop = Loop()
        self.session: Any = None
        self.objects: dict[str, Any] = {}
        self.entries: dict[str, list[tuple[str, bytes]]] = {}
        self.log = Log()
        logging.getLogger().addHandler(self.log)  # the loggers are named after files

    def run(self, call: str, arguments: dict[str, Any]) -> Any:
        return getattr(self, "do_" + call)(**arguments)

    # ---- objects

    def do_connect(self, **arguments: Any) -> str:
        self.session = connect(**arguments)
        return str(self.session.cluster.metadata.partitioner)

    def do_rows_as(self, factory: str) -> None:
        self.session.row_factory = getattr(cassandra.query, factory)

    def do_make(self, name: str, kind: str, setup: str, **arguments: Any) -> Optional[str]:
        """Makes an object and returns the text of its first warning, if there is one."""
        if kind.startswith("Cassandra"):
            arguments["session"] = self.session
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", UserWarning)
            self.objects[name] = self.loop.make(KINDS[kind], setup, **arguments)
        texts = [str(w.message) for w in caught if w.category is UserWarning]
        return texts[0] if texts else None

    def do_has(self, on: str, method: str) -> bool:
        return hasattr(type(self.objects[on]), method)

    def do_loop_errors(self) -> list[str]:
        errors, self.loop.errors = self.loop.errors, []
        return errors

    def do_logged(self) -> list[str]:
        texts, self.log.texts = self.log.texts, []
        return texts

    # ---- byte stores

    def do_mget(self, on: str, keys: Any, is_async: bool = False) -> list[Optional[str]]:
        values = self._call(on, "mget", is_async, keys)
        return [None if v is None else base64.b64encode(v).decode() for v in values]

    def do_mset(self, on: str, pairs: Any, is_async: bool = False) -> None:
        decoded = [(k, None if v is None else base64.b64decode(v)) for k, v in pairs]
        self._call(on, "mset", is_async, decoded)

    def do_mdelete(self, on: str, keys: Any, is_async: bool = False) -> None:
        self._call(on, "mdelete", is_async, keys)

    def do_yield_keys(
        self, on: str, prefix: Optional[str] = None, is_async: bool = False
    ) -> list[str]:
        if is_async:
            return self.loop.run(self._collect(on, prefix))
        return list(self.objects[on].yield_keys(prefix=prefix))

    async def _collect(self, on: str, prefix: Optional[str]) -> list[str]:
        return [key async for key in self.objects[on].ayield_keys(prefix=prefix)]

    def _call(self, on: str, method: str, is_async: bool, *arguments: Any) -> Any:
        target = self.objects[on]
        if is_async:
            return self.loop.run(getattr(target, "a" + method)(*arguments))
        return getattr(target, method)(*arguments)

    # ---- caches

    def do_lookup(
        self, on: str, prompt: str, llm: str, is_async: bool = False
    ) -> Optional[dict[str, Any]]:
        found = self._call(on, "lookup", is_async, prompt, llm)
        if found is None:
            return None
        return {"repr": self._repr(found), "text": _dumps_generations(found)}

    @staticmethod
    def _repr(found: Any) -> Optional[str]:
        try:
            return repr(found)
        except ValueError:  # an integer with more digits than Python prints
            return None

    def do_update(
        self,
        on: str,
        prompt: str,
        llm: str,
        text: Optional[str] = None,
        expression: Optional[str] = None,
        is_async: bool = False,
    ) -> None:
        if expression is not None:
            generations = eval(expression, dict(NAMES))
        else:
            generations = [loads(item) for item in json.loads(text)]
        self._call(on, "update", is_async, prompt, llm, generations)

    def do_delete(self, on: str, prompt: str, llm: str) -> None:
        self.objects[on].delete(prompt, llm)

    def do_clear(self, on: str, is_async: bool = False) -> None:
        self._call(on, "clear", is_async)

    # ---- models with a cache

    def do_model(self, name: str, kind: str, answer: str, cache: str) -> dict[str, Any]:
        """Makes a model and returns what Java needs to make the same llm string."""
        kinds = (FakeListLLM, FakeListChatModel, SerializableChatModel)
        model = {k.__name__: k for k in kinds}[kind](
            responses=[answer], cache=self.objects[cache]
        )
        self.objects[name] = model
        return self.do_identity(name)

    def do_identity(self, name: str) -> dict[str, Any]:
        model = self.objects[name]
        if isinstance(model, SerializableChatModel):
            return dumpd(model)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return json.loads(json.dumps(model.dict(), default=repr))

    def do_invoke(
        self, on: str, prompt: str, stop: Optional[list[str]] = None, arguments: str = "{}"
    ) -> str:
        answer = self.objects[on].invoke(prompt, stop=stop, **eval(arguments, dict(NAMES)))
        return answer if isinstance(answer, str) else answer.content

    def do_converse(self, on: str, first: str, second: str) -> None:
        """Asks two questions; the second one follows the first and its answer."""
        model = self.objects[on]
        history = [HumanMessage(first)]
        history += [model.invoke(history), HumanMessage(second)]
        model.invoke(history)

    def do_delete_through_llm(
        self, on: str, prompt: str, model: str, stop: Optional[list[str]] = None
    ) -> None:
        self.objects[on].delete_through_llm(prompt, self.objects[model], stop)

    # ---- embeddings

    def do_embed(self, on: str, is_async: bool, **arguments: Any) -> dict[str, Any]:
        return self.loop.run(EmbeddingCall(self.objects[on], **arguments).run(is_async))

    # ---- timings

    def do_entries(self, name: str, count: int, size: int) -> int:
        """Makes entries to write in this process, so that they need not be sent here."""
        source = random.Random(1)
        self.entries[name] = [
            ("%02d/document-%d.txt" % (i % 100, i), source.randbytes(size)) for i in range(count)
        ]
        return count

    def do_seconds(
        self, on: str, method: str, entries: str, prefix: Optional[str] = None, is_async: bool = False
    ) -> dict[str, Any]:
        """Makes a call and returns how long it took and its number of entries."""
        pairs = self.entries[entries]
        keys = [key for key, _ in pairs]
        start = time.perf_counter()
        if method == "yield_keys":
            count = len(self.do_yield_keys(on, prefix, is_async))
        else:
            result = self._call(on, method, is_async, pairs if method == "mset" else keys)
            count = len(pairs if result is None else result)
        return {"seconds": time.perf_counter() - start, "count": count}
