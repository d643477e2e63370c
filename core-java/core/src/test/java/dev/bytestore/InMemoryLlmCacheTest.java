package dev.bytestore;

import dev.bytestore.testing.LlmCacheContract;

class InMemoryLlmCacheTest extends LlmCacheContract {

  @Override
  protected LlmCache newCache() {
    return new InMemoryLlmCache();
  }
}
