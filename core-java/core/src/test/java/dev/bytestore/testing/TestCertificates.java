package dev.bytestore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority for one test, and keys with certificates that it signed: one of a server
 * on localhost, and an RSA and an EC key of clients. The JDK's keytool makes them.
 */
public final class TestCertificates {

  /** The password of all key stores of this class. */
  public static final String PASSWORD = "changeit";

  public static final String SERVER = "server";
  public static final String RSA_CLIENT = "rsa-client";
  public static final String EC_CLIENT = "ec-client";
  private static final String AUTHORITY = "authority";

  private final Path directory;
  private final KeyStore all;

  private TestCertificates(Path directory, KeyStore all) {
    this.directory = directory;
    this.all = all;
  }

  public static TestCertificates make(Path directory) {
    Path store = directory.resolve("all.p12");
    keytool(store, AUTHORITY, "RSA", "-ext", "bc:critical=ca:true");
    String names = "san=dns:localhost,ip:127.0.0.1";
    keytool(store, SERVER, "RSA", "-signer", AUTHORITY, "-ext", names);
    keytool(store, RSA_CLIENT, "RSA", "-signer", AUTHORITY);
    keytool(store, EC_CLIENT, "EC", "-signer", AUTHORITY);
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(in, PASSWORD.toCharArray());
      return new TestCertificates(directory, all);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path store, String alias, String algorithm, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + alias,
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns a key store file with one key, of type PKCS12 or JKS. */
  public Path keyStore(String alias, String type) {
    return written(
        type,
        alias + "." + type,
        store ->
            store.setKeyEntry(
                alias, key(alias), PASSWORD.toCharArray(), all.getCertificateChain(alias)));
  }

  /** Returns a key store file with the certificate of the authority, of type PKCS12 or JKS. */
  public Path trustStore(String type) {
    return written(
        type, "trust." + type, store -> store.setCertificateEntry(AUTHORITY, authority()));
  }

  /**
   * Returns a context for a server with the server's key, or for a client that trusts the
   * authority.
   */
  public SSLContext sslContext() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(loaded(keyStore(SERVER, "PKCS12"), "PKCS12"), PASSWORD.toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(loaded(trustStore("PKCS12"), "PKCS12"));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public String authorityPem() {
    return pem("CERTIFICATE", encoded(authority()));
  }

  public String certificatePem(String alias) {
    return pem("CERTIFICATE", encoded(certificate(alias)));
  }

  /** Returns the key in PKCS#8. */
  public String keyPem(String alias) {
    return pem(key(alias));
  }

  /** Returns a key in PKCS#8. */
  public static String pem(Key key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** Returns the key in the format of its algorithm, which older versions of OpenSSL write. */
  public String oldKeyPem(String alias) {
    Key key = key(alias);
    return pem(key.getAlgorithm() + " PRIVATE KEY", inner(key.getEncoded()));
  }

  /** PKCS#8 is a sequence of a version, an algorithm, and the key in an octet string. */
  private static byte[] inner(byte[] pkcs8) {
    int at = content(pkcs8, 0);
    at = end(pkcs8, at);
    at = end(pkcs8, at);
    return Arrays.copyOfRange(pkcs8, content(pkcs8, at), end(pkcs8, at));
  }

  private static int content(byte[] der, int at) {
    return der[at + 1] >= 0 ? at + 2 : at + 2 + (der[at + 1] & 0x7f);
  }

  private static int end(byte[] der, int at) {
    int length = der[at + 1] >= 0 ? der[at + 1] : 0;
    for (int i = at + 2; i < content(der, at); i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return content(der, at) + length;
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text);
  }

  private Certificate authority() {
    return certificate(AUTHORITY);
  }

  private Certificate certificate(String alias) {
    try {
      return all.getCertificate(alias);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Key key(String alias) {
    try {
      return all.getKey(alias, PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] encoded(Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path written(String type, String name, StoreFiller filler) {
    Path file = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      filler.fill(store);
      store.store(out, PASSWORD.toCharArray());
      return file;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore loaded(Path file, String type)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(in, PASSWORD.toCharArray());
      return store;
    }
  }

  @FunctionalInterface
  private interface StoreFiller {
    void fill(KeyStore store) throws GeneralSecurityException;
  }
}
