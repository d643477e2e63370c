package dev.bytestore;

import dev.bytestore.internal.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a message took.
 *
 * @param inputTokens those of the prompt
 * @param outputTokens those of the answer
 * @param totalTokens the sum, as the provider counts it
 * @param details whatever else is known, by its name in Python, such as {@code
 *     input_token_details}: values of JSON, copied and unmodifiable, in the order of this map,
 *     which is part of a {@linkplain LlmCacheKeys#chatPrompt prompt}. Give several details in a
 *     {@link java.util.LinkedHashMap}: the order of {@link Map#of} changes from run to run
 */
public record UsageMetadata(
    long inputTokens, long outputTokens, long totalTokens, Map<String, @Nullable Object> details) {

  /**
   * @throws IllegalArgumentException if {@code details} holds something that is no value of JSON
   */
  public UsageMetadata(
      long inputTokens,
      long outputTokens,
      long totalTokens,
      Map<String, @Nullable Object> details) {
    this.inputTokens = inputTokens;
    this.outputTokens = outputTokens;
    this.totalTokens = totalTokens;
    this.details = JsonValues.copyOf(details, "details");
  }

  /**
   * The two counts and their sum, without details.
   *
   * @throws IllegalArgumentException if the sum is not in the range of a {@code long}
   */
  public static UsageMetadata of(long inputTokens, long outputTokens) {
    long total = inputTokens + outputTokens;
    boolean isOverflow = ((inputTokens ^ total) & (outputTokens ^ total)) < 0;
    if (isOverflow) {
      throw new IllegalArgumentException(
          "outputTokens: the sum with inputTokens is not in the range of a long");
    }
    return new UsageMetadata(inputTokens, outputTokens, total, Map.of());
  }

  static UsageMetadata ofFields(Map<?, ?> fields) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    fields.forEach((name, value) -> details.put((String) name, value));
    return new UsageMetadata(
        count(details.remove("input_tokens")),
        count(details.remove("output_tokens")),
        count(details.remove("total_tokens")),
        details);
  }

  Map<String, @Nullable Object> toFields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("input_tokens", inputTokens);
    fields.put("output_tokens", outputTokens);
    fields.put("total_tokens", totalTokens);
    details.forEach(fields::putIfAbsent);
    return fields;
  }

  private static long count(@Nullable Object checked) {
    return checked instanceof Long count ? count : 0;
  }

  /** Counts only: details can hold anything. */
  @Override
  public String toString() {
    return "UsageMetadata[input %d, output %d, total %d]"
        .formatted(inputTokens, outputTokens, totalTokens);
  }
}
