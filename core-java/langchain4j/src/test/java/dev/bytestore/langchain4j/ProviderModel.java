package dev.bytestore.langchain4j;

import dev.bytestore.ByteStore;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.Generation;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.KeyPage;
import dev.bytestore.internal.model.EmbeddingCache;
import dev.bytestore.internal.model.EmbeddingCodec;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A known model class of a provider, and its builder. */
record ProviderModel(Class<?> type) {

  private static final ChatResponseCodec CODEC = new ChatResponseCodec();

  private static final ChatRequest REQUEST =
      ChatRequest.builder().messages(UserMessage.from("hi")).build();

  /** A builder with the options that every model needs. */
  Object newBuilder() {
    return newBuilder("http://localhost:1/");
  }

  Object newBuilder(String baseUrl) {
    try {
      Object builder = type.getMethod("builder").invoke(null);
      set(builder, "baseUrl", baseUrl);
      set(builder, "modelName", "model-1");
      set(builder, "apiKey", OptionValues.SECRET);
      return builder;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(Object builder, String option, String value)
      throws ReflectiveOperationException {
    for (BuilderOption each : BuilderOption.of(builder.getClass())) {
      if (each.name().equals(option) && each.method().getParameterTypes()[0] == String.class) {
        each.method().invoke(builder, value);
      }
    }
  }

  Object build(Object builder) {
    try {
      Method build = builder.getClass().getMethod("build");
      build.setAccessible(true);
      return build.invoke(builder);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(this + " cannot be built", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns all keys that the cache receives for one request.
   *
   * @throws IllegalArgumentException if the caching model cannot be built
   */
  static List<String> keys(Object model) {
    if (model instanceof EmbeddingModel embeddings) {
      EmbeddingRequestParameters parameters = embeddings.defaultRequestParameters();
      EmbeddingCache unused =
          new EmbeddingCache(new InMemoryByteStore(), EmbeddingKeyEncoder.SHA256, null);
      Integer dimension = new EmbeddingSpaces(embeddings, unused, "").dimension("", parameters);
      RecordingStore store = new RecordingStore(dimension == null ? 1 : dimension);
      CachingEmbeddingModel.builder(embeddings, store).build().embed("hi");
      return List.copyOf(store.asked);
    }
    RecordingCache cache = new RecordingCache();
    if (model instanceof ChatModel chat) {
      CachingChatModel.builder(chat, cache).build().chat(REQUEST);
    } else {
      CachingStreamingChatModel.builder((StreamingChatModel) model, cache)
          .build()
          .chat(REQUEST, new Ignoring());
    }
    return cache.asked;
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }

  /** Has a response for every key, so that no model is called. */
  private static final class RecordingCache extends BrokenCache {

    private List<String> asked = List.of();

    RecordingCache() {
      super(null);
    }

    @Override
    public CompletableFuture<List<Generation>> lookupAsync(String prompt, String llmString) {
      asked = List.of(prompt, llmString);
      return CompletableFuture.completedFuture(List.of(CODEC.encode(FakeChatModel.numbered(1))));
    }
  }

  private static final class RecordingStore implements ByteStore {

    private final int dimension;
    private Collection<String> asked = Set.of();

    RecordingStore(int dimension) {
      this.dimension = dimension;
    }

    @Override
    public CompletableFuture<List<byte[]>> mgetAsync(Collection<String> keys) {
      asked = keys;
      byte[] value = EmbeddingCodec.encode(new float[dimension]);
      return CompletableFuture.completedFuture(List.of(value));
    }

    @Override
    public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries, Duration ttl) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, String position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> ensureSetupAsync() {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Ignoring implements StreamingChatResponseHandler {

    @Override
    public void onCompleteResponse(ChatResponse response) {}

    @Override
    public void onError(Throwable error) {}
  }
}
