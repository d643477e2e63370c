package dev.bytestore.spring.boot;

import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheListener;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All {@link LlmCacheListener} beans of the application as one listener of a cache. */
final class CacheListeners {

  private final LlmCacheListener all;
  private final boolean failOpen;

  CacheListeners(List<LlmCacheListener> listeners, boolean failOpen) {
    this.all = new All(List.copyOf(listeners));
    this.failOpen = failOpen;
  }

  /** The listener for the builder of the cache. */
  LlmCacheListener ofBuilder() {
    return failOpen ? new OnlyCorruptEntries(all) : all;
  }

  /** Returns the cache as the application uses it. */
  LlmCache applyTo(LlmCache cache) {
    return failOpen ? observe(cache) : cache;
  }

  /** Adds the listeners to a cache whose builder takes none. The view hides failures. */
  LlmCache observe(LlmCache cache) {
    return cache.failOpen(all);
  }

  private record All(List<LlmCacheListener> listeners) implements LlmCacheListener {

    @Override
    public void onHit() {
      each(LlmCacheListener::onHit);
    }

    @Override
    public void onMiss() {
      each(LlmCacheListener::onMiss);
    }

    @Override
    public void onCorruptEntry() {
      each(LlmCacheListener::onCorruptEntry);
    }

    @Override
    public void onError(Throwable failure) {
      each(listener -> listener.onError(failure));
    }

    /** Calls all listeners, then throws what the first one threw; the cache logs it. */
    private void each(Consumer<LlmCacheListener> call) {
      Throwable first = null;
      for (LlmCacheListener listener : listeners) {
        try {
          call.accept(listener);
        } catch (Throwable e) {
          first = first == null ? e : first;
        }
      }
      rethrow(first);
    }

    private static void rethrow(@Nullable Throwable failure) {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      if (failure != null) { // thrown by a listener that hides a checked exception
        throw new IllegalStateException(failure);
      }
    }
  }

  /** The view that fails open reports everything else. */
  private record OnlyCorruptEntries(LlmCacheListener listener) implements LlmCacheListener {

    @Override
    public void onCorruptEntry() {
      listener.onCorruptEntry();
    }
  }
}
