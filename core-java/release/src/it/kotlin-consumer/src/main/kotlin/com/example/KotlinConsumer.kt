package com.example

import com.datastax.oss.driver.api.core.CqlSession
import dev.bytestore.InMemoryByteStore
import dev.bytestore.kotlin.cassandraByteStore
import dev.bytestore.kotlin.mget
import dev.bytestore.kotlin.mset
import dev.bytestore.kotlin.yieldKeys
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking

/** Runs what needs no server, and compiles what needs one. */
fun main() = runBlocking {
    val store = InMemoryByteStore()
    store.mset("page/1" to byteArrayOf(1))
    val (first, second) = store.mget("page/1", "page/2")
    check(first?.single() == 1.toByte() && second == null)
    check(store.yieldKeys("page/").toList() == listOf("page/1"))
}

suspend fun inCassandra(session: CqlSession) =
    cassandraByteStore(session) { keyspace("app").table("pages") }
