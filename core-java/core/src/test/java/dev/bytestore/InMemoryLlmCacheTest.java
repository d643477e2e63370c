package dev.bytestore;

import dev.bytestore.testing.LlmCacheContract;
import dev.bytestore.testing.LlmCacheGetOrPutContract;
import org.junit.jupiter.api.Nested;

class InMemoryLlmCacheTest extends LlmCacheContract {

  @Override
  protected LlmCache newCache() {
    return new InMemoryLlmCache();
  }

  @Nested
  class GetOrPut extends LlmCacheGetOrPutContract {
    @Override
    protected LlmCache newCache() {
      return new InMemoryLlmCache();
    }

    @Override
    protected boolean limitsEntries() {
      return false;
    }
  }
}
