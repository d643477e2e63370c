package dev.bytestore.quickstart

import dev.bytestore.DocumentStore
import dev.bytestore.InMemoryByteStore
import dev.bytestore.langchain4j.ParentDocumentIngestor
import dev.bytestore.langchain4j.ParentDocumentRetriever
import dev.langchain4j.data.document.Document
import dev.langchain4j.data.document.splitter.DocumentSplitters
import dev.langchain4j.data.embedding.Embedding
import dev.langchain4j.data.segment.TextSegment
import dev.langchain4j.model.embedding.EmbeddingModel
import dev.langchain4j.model.output.Response
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever
import dev.langchain4j.rag.query.Query
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.future.await
import kotlinx.coroutines.withContext

/** The Kotlin code about parent documents in the document on LangChain4j, word for word. */
class ParentDocumentsSamplesIT :
    FunSpec({
        test("a coroutine finds a document through its chunks") {
            val embeddingModel =
                object : EmbeddingModel {
                    override fun embedAll(segments: List<TextSegment>): Response<List<Embedding>> =
                        Response.from(segments.map { Embedding.from(floatArrayOf(1f)) })
                }
            val embeddingStore = InMemoryEmbeddingStore<TextSegment>()
            val documents = DocumentStore.of(InMemoryByteStore())
            val ingestor =
                ParentDocumentIngestor.builder()
                    .childSplitter(DocumentSplitters.recursive(20, 0))
                    .embeddingModel(embeddingModel)
                    .embeddingStore(embeddingStore)
                    .documentStore(documents)
                    .build()
            val chunks =
                EmbeddingStoreContentRetriever.builder()
                    .embeddingModel(embeddingModel)
                    .embeddingStore(embeddingStore)
                    .offloadBlocking(true)
                    .build()
            val manual = Document.from("Hold the button. Wait. Release the button.")

            val ids = withContext(Dispatchers.IO) { ingestor.ingest(listOf(manual)) }

            val retriever =
                ParentDocumentRetriever.builder().retriever(chunks).documentStore(documents).build()
            val manuals = retriever.retrieveAsync(Query.from("How do I reset it?")).await()

            ids shouldHaveSize 1
            manuals.map { it.textSegment().text() } shouldBe listOf(manual.text())
        }
    })
