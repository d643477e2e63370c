package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.Document
import dev.bytestore.DocumentStore
import dev.bytestore.KeyPage
import dev.bytestore.testing.DocumentsView.bytesOf
import dev.bytestore.testing.DocumentsView.documentOf
import java.time.Duration
import java.util.Collections
import java.util.concurrent.CompletableFuture
import kotlin.time.toKotlinDuration
import kotlinx.coroutines.flow.toList

/** A [ByteStore] that keeps its values as documents, which it reads and writes from Kotlin. */
class KotlinDocumentsView(store: ByteStore) : FutureView(), ByteStore {

    private val documents: DocumentStore = DocumentStore.of(store)

    override fun mgetAsync(keys: Collection<String>): CompletableFuture<List<ByteArray?>> = call {
        Collections.unmodifiableList(documents.mget(keys).map(::bytesOf))
    }

    override fun msetAsync(entries: Map<String, ByteArray>): CompletableFuture<Void> = callVoid {
        documents.mset(documents(entries))
    }

    override fun msetAsync(
        entries: Map<String, ByteArray>,
        ttl: Duration,
    ): CompletableFuture<Void> = callVoid {
        documents.mset(documents(entries), ttl.toKotlinDuration())
    }

    override fun mdeleteAsync(keys: Collection<String>): CompletableFuture<Void> = callVoid {
        documents.mdelete(keys)
    }

    override fun yieldKeysAsync(prefix: String, position: String?): CompletableFuture<KeyPage> =
        call {
            wholeListing(documents.yieldKeys(prefix, position).toList())
        }

    override fun ensureSetupAsync(): CompletableFuture<Void> = callVoid { documents.ensureSetup() }

    @Suppress("UNCHECKED_CAST") // the contract says what happens with values that are null
    private fun documents(entries: Map<String, ByteArray>): Map<String, Document> =
        entries.mapValues { (_, value) -> documentOf(value) } as Map<String, Document>
}
