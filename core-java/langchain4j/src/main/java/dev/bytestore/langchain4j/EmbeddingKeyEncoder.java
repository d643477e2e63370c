package dev.bytestore.langchain4j;

/**
 * Turns texts into the keys of their embeddings, as {@code key_encoder} does in Python's {@code
 * CacheBackedEmbeddings.from_bytes_store}. Use one of the hashes below, or a function of your own:
 *
 * <ul>
 *   <li><b>With a hash</b> the key is the {@linkplain CachingEmbeddingModel.Builder#namespace
 *       namespace} followed by the hash of the text.
 *   <li><b>With your own function</b> the key is what the function returns. There is no namespace:
 *       the function adds a prefix itself, and has to tell apart everything that the namespace
 *       would. {@code text -> "my-model/" + EmbeddingKeyEncoder.SHA256.encode(text)} makes the same
 *       keys as {@link #SHA256} with the namespace {@code my-model/}.
 * </ul>
 */
@FunctionalInterface
public interface EmbeddingKeyEncoder {

  /**
   * Python's {@code "sha1"}, which is the default there: a UUID made of the SHA-1 of the text.
   * Whoever can choose texts can craft two that share a key. Python warns of this, so use it only
   * to share entries with a Python program that does.
   */
  EmbeddingKeyEncoder SHA1 = TextHash::sha1Uuid;

  /** Python's {@code "sha256"}: the SHA-256 of the text in UTF-8, as hexadecimal digits. */
  EmbeddingKeyEncoder SHA256 = TextHash::sha256;

  /** Python's {@code "sha512"}: the SHA-512 of the text in UTF-8, as hexadecimal digits. */
  EmbeddingKeyEncoder SHA512 = TextHash::sha512;

  /**
   * Python's {@code "blake2b"}: the BLAKE2b of the text in UTF-8, with 64 bytes, as hexadecimal
   * digits. The JDK has no BLAKE2b, so this needs {@code org.bouncycastle:bcprov-jdk18on} on the
   * class path, and throws an {@link IllegalStateException} without it.
   */
  EmbeddingKeyEncoder BLAKE2B = TextHash::blake2b;

  /**
   * Returns the key for {@code text}. Different texts must have different keys: texts that share a
   * key get the same embedding. Called on the thread that asks the caching model, by several
   * threads at once, so it must not block.
   *
   * @return a key that the store accepts: not empty, at most 65,535 bytes in UTF-8, without
   *     unpaired surrogates
   * @throws IllegalArgumentException from the hashes, if {@code text} has an unpaired surrogate,
   *     which UTF-8 cannot encode. A caching model neither looks up nor stores such texts, and does
   *     not call its encoder for them.
   */
  String encode(String text);
}
