package dev.bytestore;

import dev.bytestore.internal.TextHash;

/**
 * Turns texts into the keys of their embeddings, like {@code key_encoder} of Python's {@code
 * CacheBackedEmbeddings.from_bytes_store}. Use one of the hashes below, or a function of your own:
 *
 * <ul>
 *   <li><b>With a hash</b> the key is the {@code namespace} of the caching embedding model,
 *       followed by the hash of the text.
 *   <li><b>With your own function</b> the key is the result of the function, and there is no
 *       namespace. The function itself must add a prefix that names the model and its options, as a
 *       namespace does. {@code text -> "my-model/" + EmbeddingKeyEncoder.SHA256.encode(text)}
 *       returns the same keys as {@link #SHA256} with the namespace {@code my-model/}.
 * </ul>
 *
 * <p>If a request has parameters, such as dimensions, the caching model adds a hash of them to the
 * key in both cases. So a function need not know them.
 */
@FunctionalInterface
public interface EmbeddingKeyEncoder {

  /**
   * Python's {@code "sha1"}, the default in Python: a UUID of version 5, made from the SHA-1 of the
   * text. SHA-1 is not secure: somebody who can choose texts can craft two texts with the same key,
   * and Python warns of this. Use it only to share entries with a Python program that uses it.
   */
  EmbeddingKeyEncoder SHA1 = TextHash::sha1Uuid;

  /**
   * Python's {@code "sha256"}: the SHA-256 of the text in UTF-8, as lower-case hexadecimal digits.
   * The default of caching embedding models.
   */
  EmbeddingKeyEncoder SHA256 = TextHash::sha256;

  /**
   * Python's {@code "sha512"}: the SHA-512 of the text in UTF-8, as lower-case hexadecimal digits.
   */
  EmbeddingKeyEncoder SHA512 = TextHash::sha512;

  /**
   * Python's {@code "blake2b"}: the BLAKE2b of the text in UTF-8, with 64 bytes, as lower-case
   * hexadecimal digits. The JDK has no BLAKE2b, so this needs {@code
   * org.bouncycastle:bcprov-jdk18on} on the class path. Without it, {@link #encode} throws an
   * {@link IllegalStateException}.
   */
  EmbeddingKeyEncoder BLAKE2B = TextHash::blake2b;

  /**
   * Returns the key for {@code text}. Different texts must have different keys: texts that share a
   * key get the same embedding. It is called on the threads that call the caching model, which may
   * be several at the same time. So it must be thread-safe, and must not block.
   *
   * @return a key that the store accepts: not empty, without unpaired surrogates, and at most
   *     65,535 bytes in UTF-8 (8,000 in Astra DB), together with the namespace and the hash of the
   *     parameters
   * @throws IllegalArgumentException from the hashes, if {@code text} has an unpaired surrogate,
   *     which UTF-8 cannot encode. A caching model neither looks up nor stores such texts, and does
   *     not call its encoder for them.
   */
  String encode(String text);
}
