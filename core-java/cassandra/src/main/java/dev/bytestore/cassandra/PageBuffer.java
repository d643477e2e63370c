package dev.bytestore.cassandra;

import java.util.ArrayList;
import java.util.List;

/** The keys of a page that is being filled. Guarded by its scan's lock. */
final class PageBuffer {

  private final int pageSize;
  private List<String> keys = List.of();

  /** Whether the list belongs to this buffer, and not to the only segment in it. */
  private boolean isOwn;

  PageBuffer(int pageSize) {
    this.pageSize = pageSize;
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whether {@code more} fits. The keys of one segment always fit into an empty page. */
  boolean hasRoomFor(List<String> more) {
    return keys.isEmpty() || (long) keys.size() + more.size() <= pageSize;
  }

  boolean isHalfFull() {
    return keys.size() >= pageSize - pageSize / 2;
  }

  void add(List<String> more) {
    if (keys.isEmpty()) {
      keys = more; // most pages have the keys of one segment, which need no copy
      isOwn = false;
      return;
    }
    if (!isOwn) {
      keys = new ArrayList<>(keys);
      isOwn = true;
    }
    keys.addAll(more);
  }

  /** Returns the keys and empties the buffer. */
  List<String> take() {
    List<String> taken = keys;
    keys = List.of();
    isOwn = false;
    return taken;
  }
}
