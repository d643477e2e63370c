package dev.bytestore.internal.cache;

import dev.bytestore.LlmCacheListener;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a user's listener throws away from the calls it is told of. */
public final class SafeListener implements LlmCacheListener {

  private static final Logger LOG = LoggerFactory.getLogger(SafeListener.class);

  private final LlmCacheListener listener;

  public SafeListener(LlmCacheListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  @Override
  public void onHit() {
    tell(listener::onHit);
  }

  @Override
  public void onMiss() {
    tell(listener::onMiss);
  }

  @Override
  public void onCorruptEntry() {
    tell(listener::onCorruptEntry);
  }

  @Override
  public void onError(Throwable failure) {
    tell(() -> listener.onError(failure));
  }

  @Override
  public void onNotCacheable(String reason) {
    tell(() -> listener.onNotCacheable(reason));
  }

  private static void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.warn("an LlmCacheListener failed", e);
    }
  }
}
