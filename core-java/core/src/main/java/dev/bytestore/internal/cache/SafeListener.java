package dev.bytestore.internal.cache;

import dev.bytestore.LlmCacheListener;
import dev.bytestore.internal.UserCode;
import java.util.Objects;

/** Wraps a user's listener, so that exceptions and errors that it throws do not fail calls. */
public final class SafeListener implements LlmCacheListener {

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

  private static void tell(Runnable event) {
    UserCode.run("an LlmCacheListener", event);
  }
}
