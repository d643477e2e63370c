package dev.bytestore;

import dev.bytestore.internal.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The token counts of a message. The values are not checked: the total need not be the sum.
 *
 * @param inputTokens the tokens of the prompt
 * @param outputTokens the tokens of the answer
 * @param totalTokens the sum as the provider counts it
 * @param details further counts by their names in Python, such as {@code input_token_details} with
 *     the map {@code {cache_read=5}}: JSON values, as in {@link Message}, which are copied. A
 *     detail with the name of one of the three counts, such as {@code input_tokens}, is ignored in
 *     a message. If the message is part of a {@linkplain LlmCacheKeys#chatPrompt prompt}, another
 *     order of this map leads to another key. So use a {@link java.util.LinkedHashMap} for several
 *     details: the order of {@link Map#of} changes from run to run
 */
public record UsageMetadata(
    long inputTokens, long outputTokens, long totalTokens, Map<String, @Nullable Object> details) {

  /**
   * @throws NullPointerException if {@code details} is null
   * @throws IllegalArgumentException if {@code details} contains an object that is not a JSON value
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
   * Creates token counts without details, whose total is the sum of the two counts.
   *
   * @throws IllegalArgumentException if the sum does not fit into a {@code long}
   */
  public static UsageMetadata of(long inputTokens, long outputTokens) {
    long total = inputTokens + outputTokens;
    boolean isOverflow = ((inputTokens ^ total) & (outputTokens ^ total)) < 0;
    if (isOverflow) {
      throw new IllegalArgumentException(
          "outputTokens: the sum with inputTokens (%d + %d) does not fit into a long"
              .formatted(inputTokens, outputTokens));
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

  /** Shows only the counts, because details can contain anything. */
  @Override
  public String toString() {
    return "UsageMetadata[input %d, output %d, total %d]"
        .formatted(inputTokens, outputTokens, totalTokens);
  }
}
