package dev.bytestore.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Under which key LangChain's caches keep the answer to a prompt: the MD5 of the prompt and of the
 * llm string. The texts themselves are nowhere stored, so this can be logged.
 *
 * @param llmStringHash 32 lower-case hexadecimal digits
 * @param promptHash 32 lower-case hexadecimal digits
 */
public record CacheKey(String llmStringHash, String promptHash) {

  /** What is in the column {@code key_desc} of every entry. */
  public static final String KEY_DESC = "[\"llm_string\",\"prompt\"]";

  /**
   * The key of an answer.
   *
   * @throws IllegalArgumentException if one of the two has an unpaired surrogate, which Python
   *     cannot encode
   * @throws IllegalStateException if this JVM has no MD5
   */
  public static CacheKey of(String prompt, String llmString) {
    return new CacheKey(hash(llmString, "llmString", "MD5"), hash(prompt, "prompt", "MD5"));
  }

  /** What is in the column {@code key_vals}; the llm string comes first. */
  public String keyVals() {
    return "[\"" + llmStringHash + "\",\"" + promptHash + "\"]";
  }

  /** The {@code _id} of the document in an Astra DB collection; the prompt comes first. */
  public String documentId() {
    return promptHash + "#" + llmStringHash;
  }

  /**
   * {@code text}, if a key can be made of it.
   *
   * @throws IllegalArgumentException if it has an unpaired surrogate
   */
  public static String checked(String text, String name) {
    Objects.requireNonNull(text, name);
    int surrogate = Utf8.unpairedSurrogate(text);
    if (surrogate >= 0) {
      throw new IllegalArgumentException(
          "%s: unpaired surrogate at index %d".formatted(name, surrogate));
    }
    return text;
  }

  static String hash(String text, String name, String algorithm) {
    byte[] bytes = checked(text, name).getBytes(UTF_8);
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "None of this JVM's security providers has "
              + algorithm
              + ", of which the keys of LangChain's caches are made; a FIPS mode may forbid it."
              + " Nothing is kept secret by it here: allow a provider that has it.",
          e);
    }
  }
}
