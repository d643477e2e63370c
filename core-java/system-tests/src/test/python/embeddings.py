"""Calls of LangChain's embedding cache."""

from __future__ import annotations

from typing import Any, Callable, Optional, Union

from langchain_classic.embeddings import CacheBackedEmbeddings
from langchain_core.embeddings import Embeddings
from langchain_core.stores import ByteStore

KEY_ENCODERS: dict[str, Union[str, Callable[[str], str]]] = {
    name: name for name in ("sha1", "sha256", "sha512", "blake2b")
} | {"own": lambda text: "mine:" + text}


class RecordingModel(Embeddings):
    """Records the texts of its calls, and raises in the call with the given position."""

    def __init__(self, vectors: dict[str, list[float]], fails_at: Optional[int]) -> None:
        self.asked: list[list[str]] = []
        self._vectors = vectors
        self._fails_at = fails_at

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked.append(list(texts))
        if len(self.asked) - 1 == self._fails_at:
            raise RuntimeError("the call that fails")
        return [self._vectors[text] for text in texts]

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class EmbeddingCall:
    """A call of the embedding cache with its own model."""

    def __init__(
        self,
        store: ByteStore,
        vectors: dict[str, list[float]],
        key_encoder: str,
        namespace: str,
        batch_size: Optional[int],
        fails_at: Optional[int],
    ) -> None:
        self._model = RecordingModel(vectors, fails_at)
        self._texts = list(vectors)
        self._cache = CacheBackedEmbeddings.from_bytes_store(
            self._model,
            store,
            namespace=namespace,
            batch_size=batch_size,
            key_encoder=KEY_ENCODERS[key_encoder],
        )

    async def run(self, is_async: bool) -> dict[str, Any]:
        """Embeds all texts, and returns the embeddings, or None, and what the model was asked for."""
        try:
            if is_async:
                embeddings = await self._cache.aembed_documents(self._texts)
            else:
                embeddings = self._cache.embed_documents(self._texts)
        except RuntimeError:
            embeddings = None
        return {"embeddings": embeddings, "asked": self._model.asked}
