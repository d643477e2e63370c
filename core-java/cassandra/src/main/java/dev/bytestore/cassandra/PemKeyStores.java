package dev.bytestore.cassandra;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * The two key stores that the driver needs, made from PEM files and protected by a random password.
 * The key may be RSA or EC, in PKCS#8 or in OpenSSL's older formats.
 */
final class PemKeyStores {

  private static final Set<String> CERTIFICATE_LABELS = Set.of("CERTIFICATE", "X509 CERTIFICATE");
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED";

  /** More than the longest RSA key needs, and within the limit of {@link Der}. */
  private static final int MAX_KEY_BYTES = 16 << 10;

  private final byte[] identity;
  private final byte[] trust;
  private final String password;

  private PemKeyStores(byte[] identity, byte[] trust, String password) {
    this.identity = identity;
    this.trust = trust;
    this.password = password;
  }

  /** The key store with the client's key and certificates. */
  byte[] identity() {
    return identity;
  }

  /** The key store with the authorities that the server's certificate is checked against. */
  byte[] trust() {
    return trust;
  }

  /** The password of both key stores. */
  String password() {
    return password;
  }

  /**
   * Creates key stores from PEM files.
   *
   * @throws IllegalArgumentException if a file cannot be read, or the key does not match the
   *     certificate. The message shows nothing of the files.
   */
  static PemKeyStores of(byte[] caCertificates, byte[] certificates, byte[] key) {
    List<Certificate> authorities = certificates(caCertificates, "the CA's certificate");
    List<Certificate> chain = certificates(certificates, "the client's certificate");
    PrivateKey privateKey = privateKey(key, chain.get(0).getPublicKey());
    String password = randomPassword();
    try {
      KeyStore identity = emptyStore();
      identity.setKeyEntry(
          "identity", privateKey, password.toCharArray(), chain.toArray(new Certificate[0]));
      KeyStore trust = emptyStore();
      for (int i = 0; i < authorities.size(); i++) {
        trust.setCertificateEntry("authority" + i, authorities.get(i));
      }
      return new PemKeyStores(stored(identity, password), stored(trust, password), password);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(
          "this JVM has no key stores of type JKS, which the driver needs", e);
    }
  }

  private static List<Certificate> certificates(byte[] pem, String what) {
    List<Certificate> found = new ArrayList<>();
    for (Pem block : Pem.blocks(pem, what)) {
      if (CERTIFICATE_LABELS.contains(block.label())) {
        Certificate certificate = certificate(block, what);
        KeyRules.check(certificate, what);
        found.add(certificate);
      }
    }
    if (found.isEmpty()) {
      throw BundleFiles.refusal(what + " is missing in its file");
    }
    return found;
  }

  private static Certificate certificate(Pem block, String what) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(block.bytes()));
    } catch (GeneralSecurityException | RuntimeException | StackOverflowError e) {
      // Damaged data may cause any of these: JDK 17 does not limit how deep a certificate nests.
      throw BundleFiles.refusal(what + " is not an X.509 certificate in PEM");
    }
  }

  private static PrivateKey privateKey(byte[] pem, PublicKey publicKey) {
    Pem block =
        Pem.blocks(pem, "its key").stream()
            .filter(candidate -> candidate.label().endsWith(PRIVATE_KEY))
            .findFirst()
            .orElseThrow(() -> BundleFiles.refusal("its key is not a private key in PEM"));
    if (block.label().startsWith(ENCRYPTED) || block.body().contains(ENCRYPTED)) {
      throw BundleFiles.refusal("its key is encrypted, which is not supported");
    }
    try {
      byte[] der = block.bytes();
      if (der.length > MAX_KEY_BYTES) {
        throw BundleFiles.refusal("its key has more than %d bytes".formatted(MAX_KEY_BYTES));
      }
      boolean isPkcs8 = block.label().equals(PRIVATE_KEY);
      byte[] pkcs8 = isPkcs8 ? der : Der.pkcs8(publicKey.getEncoded(), der);
      PrivateKey key =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (KeyRules.belongTogether(key, publicKey)) {
        return key;
      }
    } catch (BundleFiles.Refusal e) {
      throw e;
    } catch (GeneralSecurityException | RuntimeException e) { // damage may cause any of these
      throw BundleFiles.refusal(
          "its key cannot be read, or has another algorithm than its certificate");
    }
    throw BundleFiles.refusal("its key does not match its certificate");
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    return store;
  }

  private static byte[] stored(KeyStore store, String password)
      throws GeneralSecurityException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, password.toCharArray());
    return bytes.toByteArray();
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}
