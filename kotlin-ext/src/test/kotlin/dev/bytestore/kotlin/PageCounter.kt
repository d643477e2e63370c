package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.KeyPage
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletableFuture.completedFuture
import java.util.concurrent.ForkJoinPool
import java.util.function.Supplier

/** Counts the pages that are read from [store], and can delay all pages after the first. */
class PageCounter(private val store: ByteStore) : ByteStore by store {

    var pagesAskedFor = 0
        private set

    /** Every page but the first waits for this future, and fails if it fails. */
    var beforeNextPage: CompletableFuture<Unit> = completedFuture(Unit)

    override fun yieldKeysAsync(prefix: String, position: String?): CompletableFuture<KeyPage> {
        pagesAskedFor++
        return store.yieldKeysAsync(prefix, position).thenApply(::counted)
    }

    private fun counted(page: KeyPage): KeyPage {
        val next = if (page.hasNextPage()) Supplier { nextPageAsync(page) } else null
        return KeyPage.of(page.keys(), page.position(), ForkJoinPool.commonPool(), next)
    }

    private fun nextPageAsync(page: KeyPage): CompletableFuture<KeyPage> {
        pagesAskedFor++
        return beforeNextPage.thenCompose { page.nextPageAsync() }.thenApply(::counted)
    }
}
