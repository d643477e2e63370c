package dev.bytestore.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.bytestore.internal.Utf8;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as the values of {@link JsonValues}. It accepts exactly what Python's {@code
 * json.loads} accepts, including integers of up to 4,300 digits, NaN, the infinities and escaped
 * unpaired surrogates. The last value of a repeated key wins. Unlike Python's reader it has a fixed
 * limit on the depth.
 */
public final class JsonReader {

  /**
   * The names of fields whose strings are JSON that a message parses. The lists and objects in them
   * count towards the limit of the entry.
   */
  private static final Set<String> ARGUMENTS = Set.of("args", "arguments");

  private static final int MAX_LONG_DIGITS = 19;

  /** The first size of an array of numbers: enough for the most common embeddings. */
  private static final int FEW_NUMBERS = 1_536;

  private static final int FEW_ELEMENTS = 4;
  private static final @Nullable Object[] NONE = {};
  private static final int MAX_SHARED_NAMES = 100;

  private final JsonParser parser;
  private final BooleanSupplier isCancelled;
  private final @Nullable ContainerLimit limit;

  /** One copy of each name, because the objects in a list usually have the same names. */
  private final Map<String, String> names = new HashMap<>();

  private JsonReader(
      JsonParser parser, BooleanSupplier isCancelled, @Nullable ContainerLimit limit) {
    this.parser = parser;
    this.isCancelled = isCancelled;
    this.limit = limit;
  }

  /**
   * Returns the value of a JSON text.
   *
   * @throws IllegalArgumentException if {@code text} is not JSON. The message contains nothing of
   *     the text
   */
  public static @Nullable Object read(String text) {
    return read(text, null);
  }

  /**
   * As {@link #read(String)}, for a text that is not trusted.
   *
   * @throws JsonLimitException if there are more lists and objects than {@code limit} still allows
   */
  public static @Nullable Object read(String text, @Nullable ContainerLimit limit) {
    try (JsonParser parser = JsonParsers.of(text)) {
      return new JsonReader(parser, () -> false, limit).whole();
    } catch (IOException e) {
      throw refusal(e);
    }
  }

  /**
   * As {@link #read(String, ContainerLimit)}, for bytes that should be UTF-8. The limit is that of
   * the number of characters.
   *
   * @throws IllegalArgumentException also if {@code utf8} is not UTF-8
   */
  public static @Nullable Object readUntrusted(byte[] utf8) {
    try (JsonParser parser = JsonParsers.fast(utf8)) {
      if (parser != null) {
        return new JsonReader(parser, () -> false, new ContainerLimit(utf8.length)).whole();
      }
    } catch (IOException | IllegalStateException e) {
      // Not JSON, or names that a fast parser does not read. The slower way below reads them.
    }
    String text = Utf8.decode(utf8);
    return read(text, new ContainerLimit(text.length()));
  }

  /**
   * Reads a JSON list and returns the results of {@code element} for each of its elements. {@code
   * element} is called as soon as an element is read, so only one is in memory at a time.
   *
   * @throws IllegalArgumentException if {@code text} is not a JSON list, or as in {@link
   *     #read(String, ContainerLimit)}
   */
  public static <T> List<T> readList(
      String text, ContainerLimit limit, Function<@Nullable Object, T> element) {
    try (JsonParser parser = JsonParsers.of(text)) {
      return new JsonReader(parser, () -> false, limit).list(element);
    } catch (IOException e) {
      throw refusal(e);
    }
  }

  /**
   * Returns the value of a JSON text in UTF-8.
   *
   * @throws IllegalArgumentException if {@code utf8} is not JSON. The message contains nothing of
   *     the text
   */
  public static @Nullable Object read(byte[] utf8) {
    return read(utf8, () -> false);
  }

  /**
   * As {@link #read(byte[])}, but stops once {@code isCancelled} returns true.
   *
   * @throws CancellationException if it stopped
   */
  public static @Nullable Object read(byte[] utf8, BooleanSupplier isCancelled) {
    try (JsonParser parser = JsonParsers.of(utf8)) {
      return new JsonReader(parser, isCancelled, null).whole();
    } catch (IOException e) {
      throw refusal(e);
    }
  }

  /**
   * Returns the numbers of a JSON list in UTF-8, each rounded to a float as {@link
   * Number#floatValue} does. The numbers are not kept as objects, because those of a long list
   * would fill the heap.
   *
   * @return null if {@code utf8} is not a list of at most {@code most} numbers
   */
  public static float @Nullable [] readFloats(byte[] utf8, int most) {
    try (JsonParser parser = JsonParsers.of(utf8)) {
      return new JsonReader(parser, () -> false, null).floats(most);
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private float @Nullable [] floats(int most) throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      return null;
    }
    float[] floats = new float[Math.min(most, FEW_NUMBERS)];
    int count = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      boolean isInteger = token == JsonToken.VALUE_NUMBER_INT;
      if (count == most || !(isInteger || token == JsonToken.VALUE_NUMBER_FLOAT)) {
        return null;
      }
      if (count == floats.length) {
        floats = Arrays.copyOf(floats, Math.min(most, 2 * count));
      }
      String text = parser.getText();
      floats[count++] = (isInteger ? integer(text) : number(text)).floatValue();
    }
    return parser.nextToken() == null ? Arrays.copyOf(floats, count) : null;
  }

  private @Nullable Object whole() throws IOException {
    Object value = value(parser.nextToken());
    if (parser.nextToken() != null) {
      throw malformed();
    }
    return value;
  }

  private <T> List<T> list(Function<@Nullable Object, T> element) throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw malformed();
    }
    List<T> list = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      list.add(element.apply(value(token)));
    }
    if (parser.nextToken() != null) {
      throw malformed();
    }
    return Collections.unmodifiableList(list);
  }

  private @Nullable Object value(@Nullable JsonToken token) throws IOException {
    if (isCancelled.getAsBoolean()) {
      throw new CancellationException();
    }
    if (token == null) {
      throw malformed();
    }
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> integer(parser.getText());
      case VALUE_NUMBER_FLOAT -> number(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw malformed();
    };
  }

  private Object object() throws IOException {
    count();
    JsonObject.Builder object = new JsonObject.Builder();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      Object value = value(parser.nextToken());
      if (limit != null && value instanceof String text && ARGUMENTS.contains(name)) {
        limit.countIn(text);
      }
      object.put(shared(name), value);
    }
    return object.build();
  }

  private Object array() throws IOException {
    count();
    @Nullable Object[] elements = NONE;
    int count = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (count == elements.length) {
        elements = Arrays.copyOf(elements, Math.max(FEW_ELEMENTS, count + (count >> 1)));
      }
      elements[count++] = value(token);
    }
    return JsonList.of(elements, count);
  }

  private void count() {
    if (limit != null) {
      limit.count();
    }
  }

  private String shared(String name) {
    if (names.size() == MAX_SHARED_NAMES) {
      return names.getOrDefault(name, name);
    }
    String first = names.putIfAbsent(name, name);
    return first == null ? name : first;
  }

  private static Number integer(String digits) {
    int length = digits.startsWith("-") ? digits.length() - 1 : digits.length();
    if (length > JsonValues.MAX_INTEGER_DIGITS) {
      throw malformed();
    }
    return length < MAX_LONG_DIGITS
        ? Long.valueOf(digits)
        : JsonValues.narrow(new BigInteger(digits));
  }

  private static Double number(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      // Jackson accepts more words for the infinities than Python.
      case "INF", "+INF", "-INF", "+Infinity" -> throw malformed();
      default -> Double.valueOf(text);
    };
  }

  /** The result does not have {@code e} as its cause, because Jackson's message quotes the text. */
  private static IllegalArgumentException refusal(IOException e) {
    return e instanceof StreamConstraintsException ? new JsonLimitException() : malformed();
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("not JSON");
  }
}
