package com.example;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.langchain4j.CachingChatModel;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Map;

/** Runs what needs no server, and compiles what needs one. */
final class JavaConsumer {

  private JavaConsumer() {}

  public static void main(String[] arguments) {
    BlockingByteStore store = new InMemoryByteStore().blocking();
    store.mset(Map.of("page/1", new byte[] {1}));
    require(store.mget(List.of("page/1", "page/2")).get(0)[0] == 1);

    ChatModel model =
        new ChatModel() {
          @Override
          public ChatResponse doChat(ChatRequest request) {
            return ChatResponse.builder().aiMessage(AiMessage.from("Fine")).build();
          }
        };
    ChatModel caching =
        CachingChatModel.builder(model, new InMemoryLlmCache()).modelKey("example").build();
    require(caching.chat("How are you?").equals("Fine"));
  }

  static ByteStore inCassandra(CqlSession session) {
    return CassandraByteStore.builder(session).table("pages").build();
  }

  static ByteStore inAstra(AstraDbConnection connection) {
    return AstraDbByteStore.builder(connection).collection("pages").build();
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException();
    }
  }
}
