"""The calls about parent documents."""

from __future__ import annotations

from typing import Any

from connections import Loop
from langchain_classic.retrievers import MultiVectorRetriever, ParentDocumentRetriever
from langchain_classic.storage import create_kv_docstore
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_text_splitters import TextSplitter


class Words(TextSplitter):
    def split_text(self, text: str) -> list[str]:
        return text.split(" ")


class ParentDocumentCalls:
    loop: Loop
    objects: dict[str, Any]

    def do_ingest_parents(
        self, name: str, store: str, documents: list[dict[str, Any]], ids: list[str]
    ) -> None:
        """Makes the retriever `name` over the byte store `store`, and adds documents to it."""
        retriever = ParentDocumentRetriever(
            vectorstore=InMemoryVectorStore(DeterministicFakeEmbedding(size=8)),
            docstore=create_kv_docstore(self.objects[store]),
            child_splitter=Words(),
            search_kwargs={"k": 1000},
        )
        retriever.add_documents([Document(**each) for each in documents], ids=ids)
        self.objects[name] = retriever

    def do_find_chunks(self, on: str, query: str) -> list[dict[str, Any]]:
        """The chunks that the retriever finds, best first."""
        found = self.objects[on].vectorstore.similarity_search(query, k=1000)
        return [{"page_content": d.page_content, "metadata": d.metadata} for d in found]

    def do_parents_of_chunks(
        self, name: str, store: str, chunks: list[dict[str, Any]], id_key: str
    ) -> None:
        """Makes a retriever over chunks and parents that Java ingested."""
        vectors = InMemoryVectorStore(DeterministicFakeEmbedding(size=8))
        vectors.add_documents([Document(**each) for each in chunks])
        self.objects[name] = MultiVectorRetriever(
            vectorstore=vectors,
            docstore=create_kv_docstore(self.objects[store]),
            id_key=id_key,
            search_kwargs={"k": 1000},
        )

    def do_retrieve(self, on: str, query: str, is_async: bool = False) -> list[dict[str, Any]]:
        retriever = self.objects[on]
        found = self.loop.run(retriever.ainvoke(query)) if is_async else retriever.invoke(query)
        return [{"page_content": d.page_content, "metadata": d.metadata} for d in found]
