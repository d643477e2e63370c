package dev.bytestore.quickstart

import dev.bytestore.kotlin.*
import dev.bytestore.testing.TestCassandra
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe

/** The Kotlin code of the README, word for word; `DocumentationTest` compares them. */
class ReadmeSamplesIT :
    FunSpec({
        test("the sample does what it says") {
            val session = TestCassandra.session()
            TestCassandra.createKeyspace(session, "app", 1)
            session.execute("DROP TABLE IF EXISTS app.pages")
            val bytes = byteArrayOf(1)
            val shown = mutableListOf<String>()
            fun show(key: String) = shown.add(key)

            val store = cassandraByteStore(session) { keyspace("app").table("pages") }
            store.mset("page/1" to bytes)
            val (first, second) = store.mget("page/1", "page/2") // each is a ByteArray?
            store.yieldKeys("page/").collect { key ->
                show(key)
            } // a Flow of the keys that start with page/

            first shouldBe bytes
            second.shouldBeNull()
            shown shouldContainExactly listOf("page/1")
        }
    })
