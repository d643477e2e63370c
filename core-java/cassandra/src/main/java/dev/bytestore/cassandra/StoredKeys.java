package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Checks the two key stores of a bundle before the driver uses them. With damaged key stores, the
 * driver would fail with exceptions of any kind, some of them checked.
 */
final class StoredKeys {

  private static final String IDENTITY = "its identity.jks";
  private static final String TRUST = "its trustStore.jks";
  private static final int MAX_FILE_BYTES = 256 << 10;
  private static final int MAX_KEYS = 8;

  /** One part for each key, and some for the certificates. */
  private static final int MAX_ENCRYPTED_PARTS = 2 * MAX_KEYS;

  /** The first bytes of the identifiers of ciphers with a password: of PKCS#12, and PBES2. */
  private static final List<String> PASSWORD_CIPHERS =
      List.of("*\u0086H\u0086\u00f7\r\u0001\u000c\u0001", "*\u0086H\u0086\u00f7\r\u0001\u0005\r");

  private StoredKeys() {}

  /**
   * Checks the key store with the client's keys.
   *
   * @throws IllegalArgumentException if the keys cannot be read or used
   */
  static void checkIdentity(byte[] file, String password) {
    KeyStore store = load(file, password, IDENTITY);
    try {
      int keys = 0;
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias) && ++keys <= MAX_KEYS) {
          checkKey(store, alias, password);
        }
      }
      if (keys == 0 || keys > MAX_KEYS) {
        throw BundleFiles.refusal("%s has no key, or more than %d".formatted(IDENTITY, MAX_KEYS));
      }
      KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
          .init(store, password.toCharArray());
    } catch (BundleFiles.Refusal e) {
      throw e;
    } catch (GeneralSecurityException | RuntimeException e) { // whatever damage may cause
      throw damaged(IDENTITY);
    }
  }

  /**
   * Checks the key store with the authorities that a server's certificate is checked against.
   *
   * @throws IllegalArgumentException if the certificates cannot be read or used
   */
  static void checkTrust(byte[] file, String password) {
    KeyStore store = load(file, password, TRUST);
    try {
      boolean isEmpty = true;
      for (String alias : Collections.list(store.aliases())) {
        Certificate certificate = store.getCertificate(alias);
        if (certificate != null) {
          KeyRules.check(certificate, TRUST);
          isEmpty = false;
        }
      }
      if (isEmpty) {
        throw BundleFiles.refusal(TRUST + " has no certificate of an authority");
      }
      TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm()).init(store);
    } catch (BundleFiles.Refusal e) {
      throw e;
    } catch (GeneralSecurityException | RuntimeException e) { // whatever damage may cause
      throw damaged(TRUST);
    }
  }

  private static void checkKey(KeyStore store, String alias, String password)
      throws GeneralSecurityException {
    Certificate[] chain = store.getCertificateChain(alias);
    if (chain == null || chain.length == 0) {
      throw BundleFiles.refusal(IDENTITY + " has a key without a certificate");
    }
    for (Certificate certificate : chain) {
      KeyRules.check(certificate, IDENTITY);
    }
    if (!(store.getKey(alias, password.toCharArray()) instanceof PrivateKey key)
        || !KeyRules.belongTogether(key, chain[0].getPublicKey())) {
      throw BundleFiles.refusal(IDENTITY + " has a key that does not match its certificate");
    }
  }

  private static KeyStore load(byte[] file, String password, String what) {
    if (file.length > MAX_FILE_BYTES) {
      throw BundleFiles.refusal("%s has more than %d bytes".formatted(what, MAX_FILE_BYTES));
    }
    if (encryptedParts(file) > MAX_ENCRYPTED_PARTS) {
      throw BundleFiles.refusal(
          "%s has more than %d encrypted parts".formatted(what, MAX_ENCRYPTED_PARTS));
    }
    try {
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(new ByteArrayInputStream(file), password.toCharArray());
      return store;
    } catch (GeneralSecurityException | IOException | RuntimeException | StackOverflowError e) {
      // Damaged data may cause any of these: JDK 17 does not limit how deep a certificate nests.
      throw damaged(what);
    }
  }

  /**
   * Counts the parts of a PKCS#12 store that are encrypted with a password. A part may require five
   * million rounds to derive its key, which takes the JVM a second or more.
   */
  private static int encryptedParts(byte[] file) {
    String text = new String(file, ISO_8859_1);
    int count = 0;
    for (String cipher : PASSWORD_CIPHERS) {
      for (int at = text.indexOf(cipher); at >= 0; at = text.indexOf(cipher, at + 1)) {
        count++;
      }
    }
    return count;
  }

  /** Has no cause, because the cause may quote the content. */
  private static IllegalArgumentException damaged(String what) {
    return BundleFiles.refusal(what + " is damaged, or its password is not the one in config.json");
  }
}
