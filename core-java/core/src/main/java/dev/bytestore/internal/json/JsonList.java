package dev.bytestore.internal.json;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable list of JSON values, in an array of exactly its size, because a cache entry can
 * contain a million lists.
 */
@SuppressWarnings("serial") // all JSON values are serializable
public final class JsonList extends AbstractList<@Nullable Object>
    implements RandomAccess, Serializable {

  private static final long serialVersionUID = 1;

  private static final JsonList EMPTY = new JsonList(new Object[0]);

  private final @Nullable Object[] elements;

  private JsonList(@Nullable Object[] elements) {
    this.elements = elements;
  }

  /** Returns a list of the first {@code count} of {@code elements}, which are copied. */
  public static List<@Nullable Object> of(@Nullable Object[] elements, int count) {
    return count == 0 ? EMPTY : new JsonList(Arrays.copyOf(elements, count));
  }

  @Override
  public @Nullable Object get(int index) {
    return elements[index];
  }

  @Override
  public int size() {
    return elements.length;
  }
}
