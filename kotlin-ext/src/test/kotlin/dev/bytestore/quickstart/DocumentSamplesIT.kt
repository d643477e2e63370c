package dev.bytestore.quickstart

import dev.bytestore.Document
import dev.bytestore.DocumentStore
import dev.bytestore.kotlin.cassandraByteStore
import dev.bytestore.kotlin.mget
import dev.bytestore.kotlin.mset
import dev.bytestore.testing.TestCassandra
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

/** The Kotlin code of the document on documents, word for word. */
class DocumentSamplesIT :
    FunSpec({
        val session = TestCassandra.session()
        val text = "Press the red button."

        beforeTest {
            TestCassandra.createKeyspace(session, "app", 1)
            session.execute("DROP TABLE IF EXISTS app.documents")
        }

        test("documents are stored and read") {
            val store = cassandraByteStore(session) { keyspace("app").table("documents") }
            val documents = DocumentStore.of(store)

            val page = Document.of(text, mapOf("source" to "handbook.pdf", "page" to 7))
            documents.mset("handbook/7" to page)

            val (seventh, eighth) = documents.mget("handbook/7", "handbook/8")
            val content = seventh?.pageContent()
            val absent = eighth == null // true

            content shouldBe text
            absent shouldBe true
        }
    })
