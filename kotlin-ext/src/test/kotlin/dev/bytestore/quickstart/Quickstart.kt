/**
 * The main use from end to end: writes lines of real files into a Cassandra table, reads, lists and
 * deletes them, from Java with futures, from Java that blocks, and from Kotlin.
 */
package dev.bytestore.quickstart

import dev.bytestore.Generation
import dev.bytestore.LlmCacheKeys
import dev.bytestore.cassandra.CassandraConnection
import dev.bytestore.kotlin.cassandraByteStore
import dev.bytestore.kotlin.cassandraConnection
import dev.bytestore.kotlin.cassandraLlmCache
import dev.bytestore.kotlin.clear
import dev.bytestore.kotlin.getOrPut
import dev.bytestore.kotlin.lookup
import dev.bytestore.kotlin.mdelete
import dev.bytestore.kotlin.mget
import dev.bytestore.kotlin.mset
import dev.bytestore.kotlin.ttl
import dev.bytestore.kotlin.yieldKeys
import dev.bytestore.testing.CassandraServer
import dev.bytestore.testing.TestCassandra
import java.nio.file.Path
import java.util.concurrent.CompletionException
import kotlin.io.path.Path
import kotlin.io.path.extension
import kotlin.io.path.invariantSeparatorsPathString
import kotlin.io.path.readLines
import kotlin.io.path.walk
import kotlin.system.exitProcess
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.TimeSource
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking

/** The store from Kotlin: suspend functions and a flow. */
suspend fun kotlinQuickstart(entries: Map<String, ByteArray>, prefix: String, steps: Steps) {
    val store = cassandraByteStore { table("kotlin") }

    steps.start("wrote", entries.size)
    store.mset(entries)

    steps.start("read and compared", entries.size)
    steps.check(entries.keys.toList(), store.mget(entries.keys), entries)

    steps.start("listed by prefix", Steps.withPrefix(prefix, entries).size)
    steps.checkPrefix(prefix, store.yieldKeys(prefix).toList(), entries)

    steps.start("deleted", entries.size)
    store.mdelete(entries.keys)
    steps.checkEmpty(store.yieldKeys().toList())
}

/** The LLM cache: a slow model is asked once. */
suspend fun llmCacheQuickstart() {
    val cache = cassandraLlmCache { ttl(10.minutes) }
    val prompt = "Why is the sky blue?"
    val llmString = LlmCacheKeys.llmString(mapOf("_type" to "example", "temperature" to 0.0), null)

    println("  lookup: ${cache.lookup(prompt, llmString) ?: "a miss"}")
    for (time in listOf("first", "second")) {
        val start = TimeSource.Monotonic.markNow()
        val answer =
            cache.getOrPut(prompt, llmString) {
                delay(500.milliseconds) // stands for a slow model
                listOf(Generation.of("Because of Rayleigh scattering."))
            }
        println("  asked the $time time: ${answer[0].text()} (${start.elapsedNow()})")
    }
    val kept = checkNotNull(cache.lookup(prompt, llmString)) { "the answer was not kept" }
    println("  lookup: a hit, ${kept.size} generation")
    cache.clear()
    check(cache.lookup(prompt, llmString) == null) { "the answer was not cleared" }
}

fun main() {
    endWithParent()
    val steps = Steps(System.out)
    try {
        runBlocking { run(steps) }
    } catch (failure: Exception) {
        System.err.println(
            "The quickstart failed: ${failure.cause.takeIf { failure is CompletionException } ?: failure}"
        )
        exitProcess(1)
    }
    exitProcess(0)
}

private suspend fun run(steps: Steps) {
    steps.start("found or started a Cassandra server")
    val server = CassandraServer.find()
    steps.end()
    val keyspace = "bytestore_quickstart_${ProcessHandle.current().pid()}"
    val connection = cassandraConnection {
        contactPoints(server.contactPoints().map { "${it.hostString}:${it.port}" })
        server.credentials().ifPresent { credentials(it.username(), it.password()) }
        keyspace(keyspace)
        configLoader(TestCassandra.patience())
    }
    connection.use {
        val session = connection.session()
        val version = session.execute("SELECT release_version FROM system.local").one()
        println("  connected to Cassandra ${version?.getString(0)}")
        TestCassandra.createKeyspace(session, keyspace, 1)
        CassandraConnection.setDefault(connection)
        try {
            storesAndCache(steps)
        } finally {
            if (!server.isOurs) session.execute("DROP KEYSPACE $keyspace")
        }
    }
}

/** Uses the default connection, because no connection is passed. */
private suspend fun storesAndCache(steps: Steps) {
    val entries = linesOfFiles(Path(""))
    val prefix = "core-java/core/src/main/"
    println("  the entries are ${entries.size} lines of this project's files")

    println("Java, with futures")
    JavaQuickstart.async(entries, prefix, steps).await()
    println("Java, waiting")
    JavaQuickstart.blocking(entries, prefix, steps)
    println("Kotlin")
    kotlinQuickstart(entries, prefix, steps)
    println("All entries came back as they were written.")

    println("LLM cache")
    llmCacheQuickstart()
}

/** Returns the lines of the sources and documents in [root], by path and line number. */
private fun linesOfFiles(root: Path): Map<String, ByteArray> =
    listOf("core-java", "kotlin-ext", "docs")
        .flatMap { root.resolve(it).walk().toList() }
        .filter { it.extension in setOf("java", "kt", "md") && "target" !in it.map(Path::toString) }
        .flatMap { file ->
            file.readLines().mapIndexed { number, line ->
                "%s:%04d".format(file.invariantSeparatorsPathString, number + 1) to
                    line.encodeToByteArray()
            }
        }
        .toMap()

/** Ends this JVM, and with it the server that it started, if the build that runs it is killed. */
private fun endWithParent() {
    ProcessHandle.current().parent().ifPresent { build ->
        build.onExit().thenRun { Runtime.getRuntime().halt(1) }
    }
}
