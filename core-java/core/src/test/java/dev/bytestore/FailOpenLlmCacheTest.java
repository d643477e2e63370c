package dev.bytestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bytestore.internal.EntryTooLargeException;
import dev.bytestore.testing.CountingListener;
import dev.bytestore.testing.LlmCacheContract;
import dev.bytestore.testing.LlmCacheGetOrPutContract;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailOpenLlmCacheTest {

  private static final List<Generation> FIZZ = List.of(Generation.of("fizz"));

  @Nested
  class Contract extends LlmCacheContract {
    @Override
    protected LlmCache newCache() {
      return new InMemoryLlmCache().failOpen(new LlmCacheListener() {});
    }
  }

  @Nested
  class GetOrPut extends LlmCacheGetOrPutContract {
    @Override
    protected LlmCache newCache() {
      return new InMemoryLlmCache().failOpen(new LlmCacheListener() {});
    }

    @Override
    protected boolean limitsEntries() {
      return false;
    }
  }

  private final CountingListener listener = new CountingListener();

  /** A cache whose methods return {@code outcome}. */
  private static LlmCache ending(CompletableFuture<?> outcome) {
    return cache(() -> outcome);
  }

  /** A cache whose methods throw {@code thrown}. */
  private static LlmCache throwing(Throwable thrown) {
    return cache(
        () -> {
          throw FailOpenLlmCacheTest.<RuntimeException>asUnchecked(thrown);
        });
  }

  /** A cache whose methods call {@code operation} and return its result. */
  private static LlmCache cache(Supplier<@Nullable CompletableFuture<?>> operation) {
    return (LlmCache)
        Proxy.newProxyInstance(
            LlmCache.class.getClassLoader(),
            new Class<?>[] {LlmCache.class},
            (proxy, method, arguments) ->
                method.isDefault()
                    ? InvocationHandler.invokeDefault(proxy, method, arguments)
                    : operation.get());
  }

  private static CompletableFuture<Object> outage() {
    return CompletableFuture.failedFuture(new IllegalStateException("no server"));
  }

  @Test
  void duringAnOutageLookupsMissAndTheRestDoesNothing() {
    BlockingLlmCache cache = ending(outage()).failOpen(listener).blocking();

    assertThat(cache.lookup("foo", "llm")).isNull();
    cache.update("foo", "llm", FIZZ);
    cache.delete("foo", "llm");
    cache.clear();
    cache.ensureSetup();

    assertThat(listener.events())
        .containsExactly(
            "error: no server",
            "miss",
            "error: no server",
            "error: no server",
            "error: no server",
            "error: no server");
  }

  @Test
  void aCacheThatThrowsInsteadOfFailingPassesToo() {
    LlmCache throwing = throwing(new IllegalStateException("no MD5"));

    assertThat(throwing.failOpen(listener).blocking().lookup("foo", "llm")).isNull();
    assertThat(listener.events()).containsExactly("error: no MD5", "miss");
  }

  /** Earlier tests covered exceptions only, but no errors and no null futures. */
  @Test
  void anErrorOfACachePassesTooAndSoDoesANullFuture() {
    LlmCache throwing = throwing(new LinkageError("no driver"));

    assertThat(throwing.failOpen(listener).blocking().lookup("foo", "llm")).isNull();
    assertThat(ending(null).failOpen(listener).blocking().lookup("foo", "llm")).isNull();
    assertThat(listener.events())
        .hasSize(4)
        .startsWith("error: no driver", "miss")
        .endsWith("miss");
  }

  @Test
  void hitsAndMissesAreCounted() {
    BlockingLlmCache cache = new InMemoryLlmCache().failOpen(listener).blocking();

    cache.lookup("foo", "llm");
    cache.update("foo", "llm", FIZZ);
    cache.lookup("foo", "llm");

    assertThat(listener.events()).containsExactly("miss", "hit");
  }

  @Test
  void badArgumentsAreStillRefused() {
    LlmCache cache = new InMemoryLlmCache().failOpen(listener);

    assertThatNullPointerException().isThrownBy(() -> cache.lookupAsync(null, "llm"));
    assertThatIllegalArgumentException().isThrownBy(() -> cache.lookupAsync("\uD800", "llm"));
    assertThatNullPointerException().isThrownBy(() -> cache.failOpen(null));
    assertThat(listener.events()).isEmpty();
  }

  /** The model was asked already, so its answer must not be lost. */
  @Test
  void anAnswerThatIsTooLargeToBeStoredIsAFailureOfTheCache() {
    LlmCache cache =
        throwing(new EntryTooLargeException("generations: too large")).failOpen(listener);

    assertThat(cache.updateAsync("prompt", "llm", FIZZ)).isCompletedWithValue(null);

    assertThat(listener.events()).containsExactly("error: generations: too large");
  }

  /** After an error of a listener, calls never completed. No test covered errors. */
  @Test
  void aListenerThatThrowsHarmsNoCall() {
    for (Throwable thrown :
        List.of(new IllegalStateException("broken listener"), new StackOverflowError("deep"))) {
      LlmCacheListener throwing =
          new LlmCacheListener() {
            @Override
            public void onError(Throwable failure) {
              throw FailOpenLlmCacheTest.<RuntimeException>asUnchecked(thrown);
            }
          };

      assertThat(ending(outage()).failOpen(throwing).lookupAsync("foo", "llm"))
          .succeedsWithin(Duration.ofSeconds(20))
          .isNull();
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E asUnchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void cancellingCancelsTheCallAndIsNoFailure() {
    CompletableFuture<Object> never = new CompletableFuture<>();

    ending(never).failOpen(listener).lookupAsync("foo", "llm").cancel(true);

    assertThat(never).isCancelled();
    assertThat(listener.events()).isEmpty();
  }

  @Test
  void anOutageIsLoggedOnceAMinuteNotOnceACall() {
    Logger logger = (Logger) LoggerFactory.getLogger(FailOpenLlmCache.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      BlockingLlmCache cache = ending(outage()).failOpen(listener).blocking();
      for (int i = 0; i < 100; i++) {
        cache.lookup("secret prompt", "llm");
      }
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getLevel()).isEqualTo(Level.WARN);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("no server")
        .doesNotContain("secret");
  }
}
