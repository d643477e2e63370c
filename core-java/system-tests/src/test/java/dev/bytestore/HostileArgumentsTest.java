package dev.bytestore;

import static dev.bytestore.testing.HostileValues.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DriverException;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.DataApiException;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.langchain4j.CachingChatModel;
import dev.bytestore.micrometer.ByteStoreMetrics;
import dev.bytestore.testing.ApiObjects;
import dev.bytestore.testing.HostileValues;
import dev.bytestore.testing.HostileValues.UserException;
import dev.bytestore.testing.PublicApi;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls every public method with valid arguments, then with each argument null, empty, extreme or
 * hostile, then with several of these at once. Only failures that the documentation declares are
 * allowed. No server is needed: stores have a session or an address that never responds.
 *
 * <p>The contract suites test only the arguments of stores and caches. This test also covers
 * builders and values.
 */
class HostileArgumentsTest {

  private static final int COMBINATIONS = 25;
  private static final int LONGEST_MESSAGE = 300;
  private static final int MOST_SHOWN = 20;

  /** A parameter's name and a problem. The JVM's own messages do not look like this. */
  private static final Pattern NAMED = Pattern.compile("[a-z][A-Za-z.]*(: .*)?");

  private static final ApiObjects OBJECTS = new ApiObjects();
  private static final HostileValues VALUES = new HostileValues(OBJECTS.sound());

  static Stream<Class<?>> types() {
    return PublicApi.types(
            ByteStore.class,
            CassandraByteStore.class,
            AstraDbByteStore.class,
            CachingChatModel.class,
            ByteStoreMetrics.class)
        .stream()
        .filter(type -> !LlmCacheListener.class.isAssignableFrom(type)) // methods do nothing
        .filter(type -> !PublicApi.calls(type).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("types")
  void hostileArgumentsCauseOnlyDeclaredFailures(Class<?> type) {
    List<String> problems = new ArrayList<>();
    for (Executable call : PublicApi.calls(type)) {
      Parameter[] parameters = call.getParameters();
      Object[] sound = Stream.of(parameters).map(VALUES::sound).toArray();
      check(type, call, sound, problems);
      for (int i = 0; i < parameters.length; i++) {
        for (Object value : VALUES.hostile(parameters[i])) {
          Object[] arguments = sound.clone();
          arguments[i] = value;
          check(type, call, arguments, problems);
        }
      }
      Random random = new Random(7);
      for (int round = 0; round < COMBINATIONS && parameters.length > 1; round++) {
        check(type, call, Stream.of(parameters).map(p -> any(p, random)).toArray(), problems);
      }
    }
    assertThat(problems).isEmpty();
  }

  private static Object any(Parameter parameter, Random random) {
    List<Object> values = VALUES.hostile(parameter);
    return values.isEmpty() ? VALUES.sound(parameter) : values.get(random.nextInt(values.size()));
  }

  private static void check(
      Class<?> type, Executable call, Object[] arguments, List<String> problems) {
    Throwable failure = null;
    try {
      Object receiver = call instanceof Method m && !isStatic(m) ? OBJECTS.receiver(type) : null;
      Object result =
          call instanceof Constructor<?> constructor
              ? constructor.newInstance(arguments)
              : ((Method) call).invoke(receiver, arguments);
      failure = outcome(OBJECTS.finish(call, result));
    } catch (InvocationTargetException e) {
      failure = e.getCause();
    } catch (Throwable e) { // such as a StackOverflowError in toString
      failure = e;
    }
    String problem = problem(call, arguments, failure);
    if (problem != null && problems.size() < MOST_SHOWN) {
      problems.add("%s: %s, %s".formatted(shown(call, arguments), problem, shown(failure)));
    }
  }

  private static boolean isStatic(Method method) {
    return Modifier.isStatic(method.getModifiers());
  }

  /** The failure of a future, or null. A future that is not complete yet is cancelled. */
  private static @Nullable Throwable outcome(@Nullable Object result) {
    if (result instanceof CompletableFuture<?> future) {
      try {
        future.getNow(null);
        future.cancel(true);
      } catch (CompletionException e) {
        return e.getCause() == null ? e : e.getCause();
      }
    }
    assertThat(String.valueOf(result)).isNotNull(); // and does not throw
    return null;
  }

  /** What is wrong with an outcome; null if it is as documented. */
  private static @Nullable String problem(
      Executable call, Object[] arguments, @Nullable Throwable failure) {
    List<String> nulls = refusedNulls(call, arguments);
    if (failure == null) {
      return nulls.isEmpty() ? null : "accepts null";
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains(SECRET)) {
        return "shows a secret";
      }
    }
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof NullPointerException) {
      boolean isNamed = NAMED.matcher(message).matches();
      boolean isOnly =
          nulls.size() == 1 && Arrays.stream(arguments).filter(a -> a == null).count() == 1;
      boolean isOfAnother = message.contains(": "); // names an element
      return isNamed && (!isOnly || isOfAnother || message.equals(nulls.get(0)))
          ? null
          : "names no parameter";
    }
    if (failure instanceof UserException
        || failure instanceof DriverException
        || failure instanceof DataApiException
        || failure instanceof UncheckedIOException) {
      return null;
    }
    boolean isDeclared =
        failure.getClass() == IllegalArgumentException.class
            || failure.getClass() == IllegalStateException.class
            || failure.getClass() == UnsupportedOperationException.class;
    if (!isDeclared || failure.getMessage() == null) {
      return "not declared";
    }
    return message.length() > LONGEST_MESSAGE ? "has a long message" : null;
  }

  /** The names of the parameters that are null but must not be null. */
  private static List<String> refusedNulls(Executable call, Object[] arguments) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      Parameter parameter = call.getParameters()[i];
      boolean isNullable =
          parameter.getAnnotatedType().isAnnotationPresent(Nullable.class)
              || call.getName().equals("equals");
      if (arguments[i] == null && !isNullable) {
        names.add(parameter.getName());
      }
    }
    return names;
  }

  private static String shown(Executable call, Object[] arguments) {
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      String text;
      try {
        text = String.valueOf(argument);
      } catch (StackOverflowError e) {
        text = "nested";
      }
      texts.add(text.length() > 40 ? text.substring(0, 40) + "…" : text);
    }
    return call.getDeclaringClass().getSimpleName() + "." + call.getName() + texts;
  }

  private static String shown(@Nullable Throwable failure) {
    if (failure == null) {
      return "no failure";
    }
    String text = String.valueOf(failure);
    String start = text.length() > 160 ? text.substring(0, 160) + "…" : text;
    return failure.getStackTrace().length == 0
        ? start
        : start + " at " + failure.getStackTrace()[0];
  }
}
