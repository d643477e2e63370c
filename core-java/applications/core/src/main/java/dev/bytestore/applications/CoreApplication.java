package dev.bytestore.applications;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCacheKeys;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.Message;
import java.util.List;
import java.util.Map;

/** Uses a byte store in memory, an LLM cache in memory, and keys as Python makes them. */
final class CoreApplication {

  private CoreApplication() {}

  public static void main(String[] arguments) {
    BlockingByteStore store = new InMemoryByteStore().blocking();
    store.mset(Map.of("page/1", new byte[] {1}));
    System.out.println("values: " + store.mget(List.of("page/1")).size());
    System.out.println("keys: " + store.yieldKeys("page/").toList());

    BlockingLlmCache cache = new InMemoryLlmCache().failOpen(new LlmCacheListener() {}).blocking();
    String prompt = LlmCacheKeys.chatPrompt(List.of(Message.human("How are you?")));
    cache.update(prompt, "model", List.of(Generation.chat(Message.ai("Fine"))));
    System.out.println("answer: " + cache.lookup(prompt, "model").get(0).text());
  }
}
