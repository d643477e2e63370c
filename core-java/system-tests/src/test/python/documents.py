"""The calls of the interop tests on document stores."""

from __future__ import annotations

import base64
import datetime
import json
from typing import Any, Optional

from langchain_classic.storage import create_kv_docstore
from langchain_core.documents import Document
from langchain_core.load import dumps
from langchain_core.messages import AIMessage
from langchain_core.outputs import Generation

VALUES = {
    "a string": "x",
    "a dict": {"page_content": "x"},
    "None": None,
    "a message": AIMessage("x"),
    "a generation": Generation(text="x"),
    "a list of documents": [Document("x")],
}


def arguments_of(document: Document) -> str:
    """The arguments of a document as JSON. A text, because it may contain NaN."""
    return json.dumps(
        {
            "page_content": document.page_content,
            "metadata": document.metadata,
            "id": document.id,
        }
    )


class DocumentCalls:
    """Part of Calls, which has the objects and makes calls on them."""

    objects: dict[str, Any]

    def do_make_docstore(self, name: str, store: str, key_prefix: Optional[str] = None) -> None:
        encoder = None if key_prefix is None else lambda key: key_prefix + key
        self.objects[name] = create_kv_docstore(self.objects[store], key_encoder=encoder)

    def do_mget_documents(self, on: str, keys: list[str], is_async: bool = False) -> list[Any]:
        found = self._call(on, "mget", is_async, keys)
        return [None if document is None else arguments_of(document) for document in found]

    def do_mset_documents(
        self, on: str, pairs: list[tuple[str, str]], is_async: bool = False
    ) -> None:
        documents = [(key, Document(**json.loads(arguments))) for key, arguments in pairs]
        self._call(on, "mset", is_async, documents)

    def do_copy_document(self, on: str, source: str, target: str) -> None:
        """Reads a document and writes it under another key."""
        self.objects[on].mset([(target, self.objects[on].mget([source])[0])])

    def do_values_that_are_no_documents(self) -> list[str]:
        return list(VALUES)

    def do_mset_value(self, on: str, key: str, value: str, is_async: bool = False) -> None:
        self._call(on, "mset", is_async, [(key, VALUES[value])])

    def do_dumped_value(self, value: str) -> str:
        """What another store of LangChain would store for the value."""
        return base64.b64encode(dumps(VALUES[value]).encode()).decode()

    def do_mset_with_date(self, on: str, key: str) -> None:
        """Writes a document with a metadata value that has no JSON form."""
        self.objects[on].mset([(key, Document("x", metadata={"d": datetime.date(2020, 1, 2)}))])
