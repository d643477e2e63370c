package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.stream.Stream;

/**
 * Which keys a bundle may contain. A key with very large numbers is refused before it is used,
 * because a signature with such a key can take hours.
 */
final class KeyRules {

  /** Twice the longest RSA key that certificate authorities issue. */
  private static final int MAX_RSA_BITS = 8_192;

  private KeyRules() {}

  /**
   * Accepts RSA keys of at most 8,192 bits, and EC and EdDSA keys on curves that the JVM supports.
   *
   * @param what the name of the certificate in messages
   * @throws IllegalArgumentException for any other key, such as DSA
   */
  static void check(Certificate certificate, String what) {
    PublicKey key = certificate.getPublicKey();
    if (key instanceof RSAPublicKey rsa) {
      if (!fit(rsa.getModulus(), rsa.getPublicExponent())) {
        throw BundleFiles.refusal(
            "%s has an RSA key of more than %d bits".formatted(what, MAX_RSA_BITS));
      }
    } else if (!(key instanceof ECPublicKey || key instanceof EdECPublicKey)) {
      throw BundleFiles.refusal(what + " has a key that is not RSA, EC or EdDSA");
    }
  }

  /**
   * Whether {@code key} and {@code publicKey} are a pair. The public key must have been checked.
   *
   * @throws GeneralSecurityException if {@code key} cannot sign
   */
  static boolean belongTogether(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    if (!isBounded(key) || !key.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    byte[] text = "a pair".getBytes(UTF_8);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(text);
    return signature.verify(signed);
  }

  /** Whether all numbers have a normal size. The JVM limits only the modulus. */
  private static boolean isBounded(PrivateKey key) {
    if (key instanceof RSAPrivateCrtKey crt) {
      return fit(
          crt.getModulus(),
          crt.getPublicExponent(),
          crt.getPrivateExponent(),
          crt.getPrimeP(),
          crt.getPrimeQ(),
          crt.getPrimeExponentP(),
          crt.getPrimeExponentQ(),
          crt.getCrtCoefficient());
    }
    return !(key instanceof RSAPrivateKey rsa) || fit(rsa.getModulus(), rsa.getPrivateExponent());
  }

  private static boolean fit(BigInteger... numbers) {
    return Stream.of(numbers).allMatch(number -> number.bitLength() <= MAX_RSA_BITS);
  }
}
