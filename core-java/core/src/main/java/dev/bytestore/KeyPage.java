package dev.bytestore;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Some of the keys of a listing, and the way to the next ones.
 *
 * <p>Asking for pages is the only thing that drives a listing: a store reads a bounded number of
 * pages ahead of those asked for, and nothing more when no one asks. A page that is let go needs no
 * closing.
 */
public interface KeyPage {

  /** The keys of this page. Only the last page can be without any. The list cannot be modified. */
  List<String> keys();

  /** Whether the listing goes on. The page that follows may turn out to be an empty last one. */
  boolean hasNextPage();

  /**
   * Reads the page after this one. May be called again, after a failure or a cancellation too, and
   * then reads the keys after this page anew.
   *
   * @throws IllegalStateException if this is the last page
   */
  CompletableFuture<KeyPage> nextPageAsync();

  /**
   * The place right after this page, for {@link ByteStore#yieldKeysAsync(String, String)} in this
   * or another process: printable ASCII, to be treated as opaque. It encodes a key without hiding
   * it, and stays good when keys come and go.
   */
  String position();
}
