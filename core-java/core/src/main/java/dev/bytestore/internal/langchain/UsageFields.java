package dev.bytestore.internal.langchain;

import static dev.bytestore.internal.json.JsonValues.refusal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the usage metadata of a message, which has three counts and optional details.
 *
 * <p>The keys keep their order. Python sorts them only when it makes a message. But providers set
 * the usage after that, in an order of their own, and that order is part of the prompt of the next
 * turn.
 */
final class UsageFields {

  private static final List<String> COUNTS =
      List.of("input_tokens", "output_tokens", "total_tokens");
  private static final Map<String, List<String>> DETAILS =
      Map.of(
          "input_token_details", List.of("audio", "cache_creation", "cache_read"),
          "output_token_details", List.of("audio", "reasoning"));

  private UsageFields() {}

  /**
   * Returns {@code usage} in the form that Python gives it, in the order of {@code usage}.
   *
   * @throws IllegalArgumentException if Python would refuse it
   */
  static Map<String, @Nullable Object> check(Object usage) {
    Map<String, @Nullable Object> checked = object(usage, "usage_metadata");
    for (String count : COUNTS) {
      checked.put(count, FieldChecks.integer(checked.get(count), "usage_metadata." + count));
    }
    DETAILS.forEach(
        (name, counts) -> {
          if (checked.containsKey(name)) {
            checked.put(name, details(checked.get(name), "usage_metadata." + name, counts));
          }
        });
    return Collections.unmodifiableMap(checked);
  }

  private static Map<String, @Nullable Object> details(
      @Nullable Object details, String field, List<String> counts) {
    Map<String, @Nullable Object> checked = object(details, field);
    for (String count : counts) {
      if (checked.containsKey(count)) {
        checked.put(count, FieldChecks.integer(checked.get(count), field + "." + count));
      }
    }
    return Collections.unmodifiableMap(checked);
  }

  private static Map<String, @Nullable Object> object(@Nullable Object value, String field) {
    if (!(value instanceof Map<?, ?> map)) {
      throw refusal(field, "not an object");
    }
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach(
        (key, element) -> {
          FieldChecks.checkName(key, field);
          copy.put((String) key, element);
        });
    return copy;
  }
}
