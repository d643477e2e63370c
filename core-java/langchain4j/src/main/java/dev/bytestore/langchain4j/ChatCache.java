package dev.bytestore.langchain4j;

import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.internal.Fallback;
import dev.bytestore.internal.RareWarning;
import dev.bytestore.internal.UserCode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes the responses of a chat model in an LLM cache. Failures are logged and reported
 * to the listener, and never reach the caller.
 */
final class ChatCache {

  private static final Logger LOG = LoggerFactory.getLogger(ChatCache.class);
  private static final String LISTENER = "a CachingModelListener";

  private final Supplier<ChatKey.Model> model;
  private final LlmCache cache;
  private final CachingModelListener listener;
  private final @Nullable Duration ttl;
  private final @Nullable Function<? super ChatRequest, @Nullable String> tenant;
  private final BiPredicate<? super ChatRequest, ? super ChatResponse> shouldCache;
  private final @Nullable Function<? super ChatRequestParameters, String> parametersKey;
  private final RareWarning failures =
      new RareWarning(
          LOG,
          "a response could not be looked up or stored, so the model is called each time; {} times"
              + " since this was last logged, the latest: {}");
  private final RareWarning notCacheable =
      new RareWarning(
          LOG,
          "a request or response cannot be cached, so the model is called each time; {} times"
              + " since this was last logged, the latest: {}");

  /**
   * @param model the model's part of the keys, which is read for each request
   */
  ChatCache(ChatCacheBuilder<?> builder, Supplier<ChatKey.Model> model) {
    this.model = model;
    this.cache = builder.cache.failOpen(builder.listener);
    this.listener = builder.listener;
    this.ttl = builder.ttl;
    this.tenant = builder.tenant;
    this.shouldCache = builder.shouldCache;
    this.parametersKey = builder.parametersKey;
  }

  /** The key of {@code request}; null if its response is neither looked up nor stored. */
  @Nullable ChatKey key(ChatRequest request) {
    try {
      String owner = tenant == null ? null : tenant.apply(request);
      return tenant != null && owner == null
          ? null
          : ChatKey.of(model.get(), request, owner, parametersKey);
    } catch (NotCacheableException e) {
      report(e);
    } catch (RuntimeException | Error e) { // The model and the options' functions are user code.
      report(e);
    }
    return null;
  }

  /** The cached response, marked as a hit, or null. Fails only if it is cancelled. */
  CompletableFuture<@Nullable ChatResponse> lookupAsync(ChatKey key) {
    return Fallback.<@Nullable List<Generation>, @Nullable ChatResponse>call(
        () -> cache.lookupAsync(key.prompt(), key.llmString()),
        ChatCache::read,
        this::report,
        null);
  }

  private static @Nullable ChatResponse read(@Nullable List<Generation> generations) {
    if (generations == null || generations.size() != 1) {
      return null;
    }
    ChatResponse response = ChatResponseCodec.decode(generations.get(0));
    return response == null ? null : CachedChatResponseMetadata.mark(response);
  }

  /** Stores {@code response}, if {@code shouldCache} accepts it. Never fails. */
  CompletableFuture<Void> storeAsync(ChatKey key, ChatRequest request, ChatResponse response) {
    try {
      if (shouldCache.test(request, response)) {
        List<Generation> generations = List.of(ChatResponseCodec.encode(response));
        CompletableFuture<Void> kept =
            ttl == null
                ? cache.updateAsync(key.prompt(), key.llmString(), generations)
                : cache.updateAsync(key.prompt(), key.llmString(), generations, ttl);
        return kept;
      }
    } catch (NotCacheableException e) {
      report(e);
    } catch (RuntimeException | Error e) { // The predicate is user code.
      report(e);
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Deletes the response to {@code request}. Fails if the cache fails. */
  CompletableFuture<Void> deleteAsync(LlmCache original, ChatRequest request) {
    ChatKey key = key(request);
    return key == null
        ? CompletableFuture.completedFuture(null)
        : original.deleteAsync(key.prompt(), key.llmString());
  }

  private void report(NotCacheableException e) {
    String reason = String.valueOf(e.getMessage());
    UserCode.run(LISTENER, () -> listener.onNotCacheable(reason));
    notCacheable.log(reason);
  }

  private void report(Throwable failure) {
    UserCode.run(LISTENER, () -> listener.onError(failure));
    failures.log(failure.getClass().getName()); // The message may quote the request.
  }
}
