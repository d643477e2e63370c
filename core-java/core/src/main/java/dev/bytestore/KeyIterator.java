package dev.bytestore;

import static dev.bytestore.internal.Futures.await;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Iterates over the keys of a listing. It waits for the next page when a page is used up. */
final class KeyIterator implements Iterator<String> {

  private @Nullable Supplier<CompletableFuture<KeyPage>> nextPage;
  private Iterator<String> keys = Collections.emptyIterator();

  KeyIterator(Supplier<CompletableFuture<KeyPage>> firstPage) {
    nextPage = firstPage;
  }

  @Override
  public boolean hasNext() {
    while (!keys.hasNext() && nextPage != null) {
      KeyPage page = await(nextPage.get());
      keys = page.keys().iterator();
      nextPage = page.hasNextPage() ? page::nextPageAsync : null;
    }
    return keys.hasNext();
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return keys.next();
  }
}
