package dev.bytestore.internal.json;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable JSON object with its members in order. A small object keeps its members in one
 * array, which takes a quarter of the memory of a hash table, because a cache entry can contain
 * hundreds of thousands of small objects.
 */
@SuppressWarnings("serial") // all JSON values are serializable
public final class JsonObject extends AbstractMap<String, @Nullable Object>
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Up to this number of members, searching the array is as fast as a hash table. */
  private static final int MAX_SEARCHED = 8;

  private static final JsonObject EMPTY = new JsonObject(new Object[0], Collections.emptyMap());

  /**
   * Names at even indexes, each followed by its value. Empty if the members are in {@link #many}.
   */
  private final @Nullable Object[] few;

  private final Map<String, @Nullable Object> many;

  private JsonObject(@Nullable Object[] few, Map<String, @Nullable Object> many) {
    this.few = few;
    this.many = many;
  }

  /**
   * Returns an object.
   *
   * @param namesAndValues names, which are strings, each followed by its value
   */
  public static Map<String, @Nullable Object> of(@Nullable Object... namesAndValues) {
    Builder object = new Builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) Objects.requireNonNull(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object.build();
  }

  /** Builds an object. */
  public static final class Builder {

    private @Nullable Object[] few = new Object[4];
    private int length;
    private @Nullable Map<String, @Nullable Object> many;

    /** Adds a member. A repeated name keeps its first position and gets the last value. */
    public Builder put(String name, @Nullable Object value) {
      if (many != null) {
        many.put(name, value);
        return this;
      }
      int place = indexOf(few, length, name);
      if (place >= 0) {
        few[place + 1] = value;
        return this;
      }
      if (length == 2 * MAX_SEARCHED) {
        many = new LinkedHashMap<>();
        for (int i = 0; i < length; i += 2) {
          many.put((String) few[i], few[i + 1]);
        }
        many.put(name, value);
        return this;
      }
      if (length == few.length) {
        few = Arrays.copyOf(few, 2 * length);
      }
      few[length++] = name;
      few[length++] = value;
      return this;
    }

    /** Returns the object. Do not use the builder afterwards. */
    public Map<String, @Nullable Object> build() {
      if (many != null) {
        return new JsonObject(EMPTY.few, Collections.unmodifiableMap(many));
      }
      return length == 0 ? EMPTY : new JsonObject(Arrays.copyOf(few, length), EMPTY.many);
    }
  }

  private static int indexOf(@Nullable Object[] members, int length, @Nullable Object name) {
    for (int i = 0; i < length; i += 2) {
      if (Objects.equals(members[i], name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int size() {
    return few.length == 0 ? many.size() : few.length / 2;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return few.length == 0 ? many.containsKey(name) : indexOf(few, few.length, name) >= 0;
  }

  @Override
  public @Nullable Object get(@Nullable Object name) {
    if (few.length == 0) {
      return many.get(name);
    }
    int place = indexOf(few, few.length, name);
    return place < 0 ? null : few[place + 1];
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    return few.length == 0 ? many.entrySet() : new Members();
  }

  private final class Members extends AbstractSet<Map.Entry<String, @Nullable Object>> {

    @Override
    public int size() {
      return few.length / 2;
    }

    @Override
    public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < few.length;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          next += 2;
          return new SimpleImmutableEntry<>((String) few[next - 2], few[next - 1]);
        }
      };
    }
  }
}
