package dev.bytestore.cassandra;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The part of ASN.1's DER that converts a key from OpenSSL's older formats to PKCS#8. */
final class Der {

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private Der() {}

  /**
   * Encodes a private key in PKCS#8.
   *
   * @param publicKey the public key in X.509's format, which names the algorithm and its parameters
   * @param privateKey the private key in the format of its algorithm: PKCS#1 for RSA, SEC1 for EC
   */
  static byte[] pkcs8(byte[] publicKey, byte[] privateKey) {
    byte[] algorithm = firstElement(content(publicKey));
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, privateKey));
  }

  private static byte[] element(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length >= 0x100) { // two bytes are enough: a key has a few thousand bytes at most
      out.write(0x82);
      out.write(length >> 8);
    } else if (length >= 0x80) {
      out.write(0x81);
    }
    out.write(length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] content(byte[] element) {
    int start = contentStart(element);
    return Arrays.copyOfRange(element, start, start + contentLength(element));
  }

  private static byte[] firstElement(byte[] elements) {
    return Arrays.copyOf(elements, contentStart(elements) + contentLength(elements));
  }

  private static int contentStart(byte[] element) {
    int length = element[1] & 0xff;
    return length < 0x80 ? 2 : 2 + (length & 0x7f);
  }

  private static int contentLength(byte[] element) {
    int length = element[1] & 0xff;
    if (length < 0x80) {
      return length;
    }
    int value = 0;
    for (int i = 2; i < contentStart(element); i++) {
      value = (value << 8) | (element[i] & 0xff);
    }
    return value;
  }
}
