package dev.bytestore;

import dev.bytestore.testing.ArchitectureContract;
import java.util.List;

class ArchitectureTest extends ArchitectureContract {

  @Override
  protected Class<?> aClassOfTheModule() {
    return ByteStore.class;
  }

  @Override
  protected List<NecessaryUse> necessaryUses() {
    return List.of(
        new NecessaryUse(
            ByteStore.class, BlockingByteStore.class, "blocking() makes the view of a contract"),
        new NecessaryUse(
            LlmCache.class, BlockingLlmCache.class, "blocking() makes the view of a contract"),
        new NecessaryUse(
            TypedStore.class, BlockingTypedStore.class, "blocking() makes the view of a contract"),
        new NecessaryUse(
            LlmCache.class, LlmCacheEntry.class, "getOrPutAsync(...) asks for an entry of a cache"),
        new NecessaryUse(
            KeyPage.class, KeyWalk.class, "forEachAsync(...) walks from a page to the next ones"),
        new NecessaryUse(
            LlmCache.class, FailOpenLlmCache.class, "failOpen(...) makes the view of a contract"));
  }
}
