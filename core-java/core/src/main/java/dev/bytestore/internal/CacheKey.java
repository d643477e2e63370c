package dev.bytestore.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The key of an entry in LangChain's caches: the MD5 hashes of the prompt and of the llm string. It
 * can be logged, because it does not contain the texts.
 *
 * @param llmStringHash 32 lower-case hexadecimal digits
 * @param promptHash 32 lower-case hexadecimal digits
 */
public record CacheKey(String llmStringHash, String promptHash) {

  /** The value of the column {@code key_desc}, the same for every entry. */
  public static final String KEY_DESC = "[\"llm_string\",\"prompt\"]";

  /**
   * Returns the key of the answer to {@code prompt}.
   *
   * @throws IllegalArgumentException if one of the texts has an unpaired surrogate, which Python
   *     cannot encode
   * @throws IllegalStateException if this JVM does not provide MD5
   */
  public static CacheKey of(String prompt, String llmString) {
    return new CacheKey(hash(llmString, "llmString", "MD5"), hash(prompt, "prompt", "MD5"));
  }

  /** Returns the value of the column {@code key_vals}. The llm string comes first. */
  public String keyVals() {
    return "[\"" + llmStringHash + "\",\"" + promptHash + "\"]";
  }

  /** Returns the {@code _id} of the document in an Astra DB collection. The prompt comes first. */
  public String documentId() {
    return promptHash + "#" + llmStringHash;
  }

  /**
   * Returns {@code text} if it can be hashed.
   *
   * @throws IllegalArgumentException if {@code text} has an unpaired surrogate
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
          ("No security provider of this JVM has %s, which LangChain's caches use for their keys. A"
                  + " FIPS mode may forbid it. Allow a provider that has it; the hash is not used"
                  + " for security here.")
              .formatted(algorithm),
          e);
    }
  }
}
