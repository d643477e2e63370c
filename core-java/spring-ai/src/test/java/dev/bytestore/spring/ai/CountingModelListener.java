package dev.bytestore.spring.ai;

import dev.bytestore.CachingModelListener;
import dev.bytestore.testing.CountingListener;

/** Records its calls. */
final class CountingModelListener extends CountingListener implements CachingModelListener {

  @Override
  public void onNotCacheable(String reason) {
    events().add("not cacheable: " + reason);
  }
}
