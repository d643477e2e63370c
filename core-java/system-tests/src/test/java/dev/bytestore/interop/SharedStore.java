package dev.bytestore.interop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A byte store in either language. */
interface SharedStore {

  void mset(Map<String, byte[]> entries);

  List<byte @Nullable []> mget(List<String> keys);

  void mdelete(Collection<String> keys);

  /** Returns the keys in the order of the store. */
  List<String> yieldKeys(String prefix);

  /** A store in Java. */
  static SharedStore ofJava(ByteStore store) {
    BlockingByteStore blocking = store.blocking();
    return new SharedStore() {
      @Override
      public void mset(Map<String, byte[]> entries) {
        blocking.mset(entries);
      }

      @Override
      public List<byte @Nullable []> mget(List<String> keys) {
        return blocking.mget(keys);
      }

      @Override
      public void mdelete(Collection<String> keys) {
        blocking.mdelete(keys);
      }

      @Override
      public List<String> yieldKeys(String prefix) {
        return blocking.yieldKeys(prefix).toList();
      }
    };
  }

  /** The store {@code name} of a peer, called by its sync or its async methods. */
  static SharedStore ofPython(PythonPeer peer, String name, boolean async) {
    return new PythonStore(peer, name, async);
  }

  /** See {@link #ofPython}. */
  record PythonStore(PythonPeer peer, String name, boolean async) implements SharedStore {

    @Override
    public void mset(Map<String, byte[]> entries) {
      msetPairs(entries.entrySet().stream().map(e -> pair(e.getKey(), e.getValue())).toList());
    }

    /** Writes pairs that a Java map cannot contain: repeated keys, and None. */
    void msetPairs(List<? extends List<?>> pairs) {
      call("mset", Map.of("pairs", pairs));
    }

    static List<@Nullable Object> pair(@Nullable String key, byte @Nullable [] value) {
      List<@Nullable Object> pair = new ArrayList<>();
      pair.add(key);
      pair.add(value == null ? null : Base64.getEncoder().encodeToString(value));
      return pair;
    }

    @Override
    public List<byte @Nullable []> mget(List<String> keys) {
      List<byte @Nullable []> values = new ArrayList<>();
      for (JsonNode value : call("mget", Map.of("keys", keys))) {
        values.add(value.isNull() ? null : Base64.getDecoder().decode(value.textValue()));
      }
      return values;
    }

    @Override
    public void mdelete(Collection<String> keys) {
      call("mdelete", Map.of("keys", keys));
    }

    @Override
    public List<String> yieldKeys(String prefix) {
      List<String> keys = new ArrayList<>();
      call("yield_keys", Map.of("prefix", prefix)).forEach(key -> keys.add(key.textValue()));
      return keys;
    }

    private JsonNode call(String method, Map<String, ?> arguments) {
      Map<String, Object> all = new HashMap<>(arguments);
      all.put("on", name);
      all.put("is_async", async);
      return peer.call(method, all);
    }
  }
}
