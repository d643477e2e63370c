package dev.bytestore.testing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes random JSON values. Many contain maps that look like LangChain's objects. */
public final class RandomJson {

  private static final String[] KEYS = {
    "lc", "__lc_escaped__", "type", "id", "text", "kwargs", "repr", "a", "\u00e9\"\\", "\ud800"
  };
  private static final String[] WORDS = {
    "",
    "x",
    "constructor",
    "not_implemented",
    "secret",
    "\ud800",
    "\udc00\ud800",
    "\ud83c\udf0d",
    "\u007f\u0000\ufeff",
    "\\\"/\b\f\n\r\t",
    "\u041f\u0440\u0438"
  };
  private final Random random;

  public RandomJson(Random random) {
    this.random = random;
  }

  /** Returns a map of up to three names, nested up to {@code depth} levels. */
  public Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.put(KEYS[random.nextInt(KEYS.length)], value(depth - 1));
    }
    return object;
  }

  /** Returns any JSON value, nested up to {@code depth} levels. */
  public @Nullable Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong();
      case 3 -> 1L;
      case 4 -> new BigInteger(200, random).negate();
      case 5 -> Double.longBitsToDouble(random.nextLong());
      case 6 -> Map.of("lc", 1L, "type", text(), "id", List.of("x"));
      case 7 -> text();
      case 8 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(depth - 1));
        }
        yield list;
      }
      default -> object(depth);
    };
  }

  /** Returns a string, or sometimes null. */
  public @Nullable String textOrNull() {
    return random.nextInt(3) == 0 ? null : text();
  }

  /** Returns a string. Some contain unpaired surrogates or control characters. */
  public String text() {
    if (random.nextBoolean()) {
      return WORDS[random.nextInt(WORDS.length)];
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
    }
    return text.toString();
  }

  /** Returns up to three elements. */
  public <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }
}
