package dev.bytestore.internal.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two key stores that the driver wants, made of PEM files under a password made at random. The
 * key may be RSA or EC, in PKCS#8 or in the older forms of OpenSSL.
 */
final class PemKeyStores {

  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "(?s)-----BEGIN ((?:[A-Z]+ )?)PRIVATE KEY-----(.*?)-----END \\1PRIVATE KEY-----");

  private final byte[] identity;
  private final byte[] trust;
  private final String password;

  private PemKeyStores(byte[] identity, byte[] trust, String password) {
    this.identity = identity;
    this.trust = trust;
    this.password = password;
  }

  /** The client's key and certificates. */
  byte[] identity() {
    return identity;
  }

  /** What the server's certificate is checked with. */
  byte[] trust() {
    return trust;
  }

  /** Of both. */
  String password() {
    return password;
  }

  /**
   * Key stores of these PEM files.
   *
   * @throws IllegalArgumentException if one cannot be read, or if key and certificate are not of
   *     one another; the message has nothing of them
   */
  static PemKeyStores of(byte[] caCertificates, byte[] certificates, byte[] key) {
    List<Certificate> authorities = certificates(caCertificates, "the CA's certificate");
    List<Certificate> chain = certificates(certificates, "the client's certificate");
    PrivateKey privateKey = privateKey(new String(key, UTF_8), chain.get(0).getPublicKey());
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
      throw new IllegalStateException("no key store of type JKS, which the driver needs", e);
    }
  }

  private static List<Certificate> certificates(byte[] pem, String what) {
    try {
      List<Certificate> found =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(pem)));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (GeneralSecurityException e) {
      throw BundleFiles.refusal(what + " is no X.509 certificate in PEM");
    }
    throw BundleFiles.refusal(what + " is missing in its file");
  }

  private static PrivateKey privateKey(String pem, PublicKey publicKey) {
    Matcher block = PRIVATE_KEY.matcher(pem);
    if (!block.find()) {
      throw BundleFiles.refusal("its key is no private key in PEM");
    }
    String form = block.group(1);
    if (form.startsWith("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
      throw BundleFiles.refusal("its key is encrypted");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      byte[] pkcs8 = form.isEmpty() ? der : Der.pkcs8(publicKey.getEncoded(), der);
      PrivateKey key =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (belongTogether(key, publicKey)) {
        return key;
      }
    } catch (GeneralSecurityException | RuntimeException e) { // whatever a damaged key may cause
      throw BundleFiles.refusal("its key cannot be read, or is not of its certificate's kind");
    }
    throw BundleFiles.refusal("its key is not that of its certificate");
  }

  private static boolean belongTogether(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    byte[] text = "of one another".getBytes(UTF_8);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(text);
    return signature.verify(signed);
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
