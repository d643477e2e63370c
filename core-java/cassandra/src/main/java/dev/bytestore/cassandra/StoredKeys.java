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
 * Checks the two key stores of a bundle before the driver uses them. The driver would fail with
 * exceptions of any kind, some of them checked.
 */
final class StoredKeys {

  private static final String IDENTITY = "its identity.jks";
  private static final String TRUST = "its trustStore.jks";
  private static final int MAX_FILE_BYTES = 256 << 10;
  private static final int MAX_KEYS = 8;

  /** One for each key, and some for the certificates. */
  private static final int MAX_ENCRYPTED_PARTS = 2 * MAX_KEYS;

  /** How the identifiers of ciphers with a password begin: those of PKCS#12, and PBES2. */
  private static final List<String> PASSWORD_CIPHERS =
      List.of("*\u0086H\u0086\u00f7\r\u0001\u000c\u0001", "*\u0086H\u0086\u00f7\r\u0001\u0005\r");

  private StoredKeys() {}

  /**
   * Accepts a client's keys.
   *
   * @throws IllegalArgumentException if they cannot be read, or cannot serve
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
   * Accepts the certificates that a server is checked with.
   *
   * @throws IllegalArgumentException if they cannot be read, or cannot serve
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
      // Whatever damage may cause: JDK 17 has no limit for how deep a certificate is nested.
      throw damaged(what);
    }
  }

  /**
   * How many parts of a PKCS#12 store are encrypted with a password. A part may say that its key is
   * derived in five million rounds, which takes the JVM a second or more.
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

  /** Without a cause, which may quote what it read. */
  private static IllegalArgumentException damaged(String what) {
    return BundleFiles.refusal(what + " is damaged, or its password is not the one in config.json");
  }
}
