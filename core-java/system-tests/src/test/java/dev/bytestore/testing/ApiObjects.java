package dev.bytestore.testing;

import static java.util.Map.entry;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.bytestore.CachingModelListener;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.SetupMode;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.astra.AstraDbLlmCache;
import dev.bytestore.astra.DataApiException;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraConnection;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.langchain4j.CachedChatResponseMetadata;
import dev.bytestore.langchain4j.CachingChatModel;
import dev.bytestore.langchain4j.CachingEmbeddingModel;
import dev.bytestore.langchain4j.CachingStreamingChatModel;
import dev.bytestore.langchain4j.FakeChatModel;
import dev.bytestore.langchain4j.FakeStreamingChatModel;
import dev.bytestore.testing.HostileValues.UserException;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import java.lang.reflect.Executable;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** Objects of each public type without a server, for tests that call all their methods. */
public final class ApiObjects {

  /** A session that is open and never responds. */
  private static final CqlSession SESSION =
      (CqlSession)
          Proxy.newProxyInstance(
              ApiObjects.class.getClassLoader(),
              new Class<?>[] {CqlSession.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "getName", "toString" -> "s0";
                    case "getKeyspace" -> Optional.empty();
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UserException();
                  });

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ChatRequest REQUEST =
      ChatRequest.builder().messages(UserMessage.from("hi")).build();
  private static final ChatModel MODEL =
      new FakeChatModel()
          .answering(request -> ChatResponse.builder().aiMessage(AiMessage.from("hello")).build());

  private static final EmbeddingModel EMBEDDINGS =
      new EmbeddingModel() {
        @Override
        public CompletableFuture<EmbeddingResponse> doEmbedAsync(EmbeddingRequest request) {
          return CompletableFuture.failedFuture(new UserException());
        }

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
          return Response.from(
              segments.stream().map(segment -> Embedding.from(new float[] {1})).toList());
        }
      };

  private final Map<Class<?>, Supplier<Object>> receivers = new HashMap<>();

  public ApiObjects() {
    receivers.putAll(CoreObjects.receivers());
    receivers.putAll(
        Map.ofEntries(
            entry(CassandraConnection.class, ApiObjects::connection),
            entry(CassandraConnection.Builder.class, ApiObjects::connectionBuilder),
            entry(CassandraByteStore.class, () -> cassandraStore().build()),
            entry(CassandraByteStore.Builder.class, ApiObjects::cassandraStore),
            entry(CassandraLlmCache.class, () -> cassandraCache().build()),
            entry(CassandraLlmCache.Builder.class, ApiObjects::cassandraCache)));
    receivers.putAll(
        Map.ofEntries(
            entry(AstraDbConnection.class, () -> astraConnection().build()),
            entry(AstraDbConnection.Builder.class, ApiObjects::astraConnection),
            entry(AstraDbByteStore.class, () -> astraStore().build()),
            entry(AstraDbByteStore.Builder.class, ApiObjects::astraStore),
            entry(AstraDbLlmCache.class, () -> astraCache().build()),
            entry(AstraDbLlmCache.Builder.class, ApiObjects::astraCache),
            entry(DataApiException.Error.class, () -> error()),
            entry(CachingChatModel.class, () -> chat().build()),
            entry(CachingChatModel.Builder.class, ApiObjects::chat),
            entry(CachingStreamingChatModel.class, () -> streaming().build()),
            entry(CachingStreamingChatModel.Builder.class, ApiObjects::streaming),
            entry(CachingEmbeddingModel.class, () -> embeddings().build()),
            entry(CachingEmbeddingModel.Builder.class, ApiObjects::embeddings),
            entry(EmbeddingKeyEncoder.class, () -> EmbeddingKeyEncoder.SHA256),
            entry(CachingModelListener.class, () -> new CachingModelListener() {}),
            entry(CachedChatResponseMetadata.class, ApiObjects::cachedMetadata)));
    receivers.putAll(new ParentObjects(EMBEDDINGS).receivers());
    receivers.putAll(ListenerObjects.receivers());
    receivers.putAll(MicrometerObjects.receivers());
  }

  /** An object of {@code type}. A builder is a new one each time. */
  public Object receiver(Class<?> type) {
    Supplier<Object> supplier = receivers.get(type);
    if (supplier == null) {
      throw new AssertionError("no object of a public type is known here: " + type);
    }
    return supplier.get();
  }

  /** Functions by type, each of which returns a valid argument for a parameter's name. */
  public Map<Class<?>, Function<String, Object>> sound() {
    Map<Class<?>, Function<String, Object>> sound = new HashMap<>();
    receivers.forEach((type, supplier) -> sound.put(type, name -> supplier.get()));
    Map<Class<?>, Object> values =
        Map.ofEntries(
            entry(int.class, 7),
            entry(long.class, 7L),
            entry(boolean.class, true),
            entry(byte[].class, new byte[1]),
            entry(Object.class, "text"),
            entry(Duration.class, Duration.ZERO.plusSeconds(1)),
            entry(Path.class, Path.of("bundle.zip")),
            entry(Throwable.class, new UserException()),
            entry(Executor.class, (Executor) Runnable::run),
            entry(HttpClient.class, CLIENT),
            entry(CqlSession.class, SESSION),
            entry(ConsistencyLevel.class, ConsistencyLevel.ONE),
            entry(ChatModel.class, MODEL),
            entry(StreamingChatModel.class, new FakeStreamingChatModel()),
            entry(EmbeddingModel.class, EMBEDDINGS),
            entry(ChatRequest.class, REQUEST),
            entry(ChatRequestOptions.class, ChatRequestOptions.EMPTY),
            entry(ChatResponse.class, MODEL.chat(REQUEST)),
            entry(EmbeddingRequest.class, EmbeddingRequest.builder().input("text").build()),
            entry(TextSegment.class, TextSegment.from("text")));
    values.forEach((type, value) -> sound.put(type, name -> value));
    MicrometerObjects.sound().forEach((type, value) -> sound.put(type, name -> value));
    ParentObjects.sound().forEach((type, value) -> sound.put(type, name -> value));
    sound.put(DriverConfigLoader.class, name -> DriverConfigLoader.fromString(""));
    sound.put(String.class, ApiObjects::text);
    return sound;
  }

  private static String text(String name) {
    return switch (name) {
      case "endpoint" -> "http://127.0.0.1:1";
      case "basePath" -> "/v1";
      case "pythonClass" -> "AIMessage";
      case "position" -> "bQ"; // a position of an in-memory store
      case "contactPoints" -> "127.0.0.1:1";
      default -> "text";
    };
  }

  /**
   * If {@code call} returned a builder, builds with it, so that its options are used or refused.
   */
  public Object finish(Executable call, Object result) {
    String name = call.getName();
    if (name.equals("builder") || name.equals("setupMode")) {
      return result; // any other mode calls the server
    }
    if (result instanceof CassandraConnection.Builder builder) {
      boolean isForAstra =
          List.of("secureConnectBundle", "databaseId", "initString").contains(name);
      return isForAstra ? builder.token("AstraCS:token").connectAsync() : builder.connectAsync();
    }
    if (result instanceof CassandraByteStore.Builder builder) {
      return builder.build();
    }
    if (result instanceof CassandraLlmCache.Builder builder) {
      return builder.build();
    }
    if (result instanceof AstraDbConnection.Builder builder) {
      return builder.build();
    }
    if (result instanceof AstraDbByteStore.Builder builder) {
      return builder.build();
    }
    if (result instanceof AstraDbLlmCache.Builder builder) {
      return builder.build();
    }
    if (result instanceof CachingChatModel.Builder builder) {
      return builder.build();
    }
    if (result instanceof CachingStreamingChatModel.Builder builder) {
      return builder.build();
    }
    if (result instanceof CachingEmbeddingModel.Builder builder) {
      return builder.build();
    }
    return ParentObjects.built(result);
  }

  private static CassandraConnection connection() {
    return CassandraConnection.builder().session(SESSION).keyspace("ks").connect();
  }

  private static CassandraConnection.Builder connectionBuilder() {
    return CassandraConnection.builder()
        .contactPoints("127.0.0.1:1")
        .bundleUrlTemplate("https://127.0.0.1:1/{database_id}")
        .sessionCustomizer(
            session -> {
              throw new UserException();
            });
  }

  private static CassandraByteStore.Builder cassandraStore() {
    return CassandraByteStore.builder(SESSION).keyspace("ks").table("t").setupMode(SetupMode.OFF);
  }

  private static CassandraLlmCache.Builder cassandraCache() {
    return CassandraLlmCache.builder(SESSION).keyspace("ks").setupMode(SetupMode.OFF);
  }

  private static AstraDbConnection.Builder astraConnection() {
    return AstraDbConnection.builder("http://127.0.0.1:1").keyspace("ks");
  }

  private static AstraDbByteStore.Builder astraStore() {
    return AstraDbByteStore.builder(astraConnection().build())
        .collection("c")
        .setupMode(SetupMode.OFF);
  }

  private static AstraDbLlmCache.Builder astraCache() {
    return AstraDbLlmCache.builder(astraConnection().build()).setupMode(SetupMode.OFF);
  }

  private static DataApiException.Error error() {
    return new DataApiException.Error("CODE", "REQUEST", "", "title", "text", "id", List.of());
  }

  private static CachingChatModel.Builder chat() {
    return CachingChatModel.builder(MODEL, new InMemoryLlmCache()).modelKey("key");
  }

  private static Object cachedMetadata() {
    ChatModel model = chat().build();
    model.chat(REQUEST);
    return model.chat(REQUEST).metadata();
  }

  private static CachingStreamingChatModel.Builder streaming() {
    return CachingStreamingChatModel.builder(new FakeStreamingChatModel(), new InMemoryLlmCache())
        .modelKey("key");
  }

  private static CachingEmbeddingModel.Builder embeddings() {
    return CachingEmbeddingModel.builder(EMBEDDINGS, new InMemoryByteStore()).namespace("ns");
  }
}
