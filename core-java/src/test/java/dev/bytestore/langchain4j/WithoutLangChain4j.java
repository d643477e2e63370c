package dev.bytestore.langchain4j;

import dev.bytestore.Generation;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.Message;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import java.util.List;
import java.util.Map;

/** Uses the core where LangChain4j is not on the class path, for {@link OptionalDependencyTest}. */
final class WithoutLangChain4j {

  private WithoutLangChain4j() {}

  public static void main(String[] arguments) throws Exception {
    try {
      Class.forName("dev.langchain4j.model.chat.ChatModel");
      throw new IllegalStateException("LangChain4j is here");
    } catch (ClassNotFoundException expected) {
      // as it has to be
    }
    InMemoryByteStore store = new InMemoryByteStore();
    store.blocking().mset(Map.of("a", new byte[] {1}));
    LlmCache cache = new InMemoryLlmCache().failOpen(new LlmCacheListener() {});
    cache.blocking().update("p", "l", List.of(Generation.chat(Message.ai("hi"))));
    // Every class that has builders and drivers behind it is made ready, nothing is connected.
    for (Class<?> type :
        List.of(CassandraByteStore.class, CassandraLlmCache.class, AstraDbConnection.class)) {
      Class.forName(type.getName(), true, type.getClassLoader());
      if (type.getDeclaredMethods().length == 0) {
        throw new IllegalStateException("no methods");
      }
    }
    System.out.println(
        store.blocking().mget(List.of("a")).get(0).length
            + cache.blocking().lookup("p", "l").get(0).text());
  }
}
