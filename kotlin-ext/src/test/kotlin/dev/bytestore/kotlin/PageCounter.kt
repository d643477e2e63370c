package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.KeyPage
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletableFuture.completedFuture

/** Counts the pages that are asked of [store], and can make those that follow the first wait. */
class PageCounter(private val store: ByteStore) : ByteStore by store {

    var pagesAskedFor = 0
        private set

    /** What every page but the first waits for, and fails with where that fails. */
    var beforeNextPage: CompletableFuture<Unit> = completedFuture(Unit)

    override fun yieldKeysAsync(prefix: String, position: String?): CompletableFuture<KeyPage> {
        pagesAskedFor++
        return store.yieldKeysAsync(prefix, position).thenApply { CountedPage(it) }
    }

    private inner class CountedPage(private val page: KeyPage) : KeyPage by page {

        override fun nextPageAsync(): CompletableFuture<KeyPage> {
            pagesAskedFor++
            return beforeNextPage.thenCompose { page.nextPageAsync() }.thenApply { CountedPage(it) }
        }
    }
}
