package dev.bytestore.cassandra;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A secure connect bundle in memory. {@code toString} shows none of its content. */
final class SecureBundle {

  private static final String CONFIG = BundleConfig.NAME;
  private static final String IDENTITY = "identity.jks";
  private static final String TRUST = "trustStore.jks";

  private final Map<String, byte[]> files;

  private SecureBundle(Map<String, byte[]> files) {
    this.files = files;
  }

  /** The maximum size of a zip, in bytes. */
  static int maxBytes() {
    return BundleFiles.MAX_PACKED_BYTES;
  }

  /**
   * Creates a bundle from a zip.
   *
   * @throws IllegalArgumentException if it is damaged, or its size or a file name is not valid
   */
  static SecureBundle ofZip(byte[] zip) {
    return new SecureBundle(BundleFiles.unpack(zip));
  }

  /**
   * Creates a bundle from files.
   *
   * @throws IllegalArgumentException if their size or a file name is not valid
   */
  static SecureBundle ofFiles(Map<String, byte[]> files) {
    return new SecureBundle(BundleFiles.checked(files));
  }

  /** The keyspace in the bundle's configuration; null if there is none or it cannot be read. */
  @Nullable String keyspace() {
    try {
      return config().keyspace();
    } catch (IllegalArgumentException e) {
      return null; // as in Python; connecting reports the problem
    }
  }

  /**
   * Makes a zip for the driver, with the key stores of this bundle. A bundle without key stores,
   * such as one from an init string, gets key stores that are made from its PEM files. Everything
   * that the driver reads is checked first.
   *
   * @throws IllegalArgumentException if the bundle has neither key stores nor PEM files, or they
   *     cannot be read
   */
  byte[] forDriver() {
    BundleConfig config = config();
    Map<String, byte[]> wanted = new LinkedHashMap<>();
    if (files.containsKey(IDENTITY) && files.containsKey(TRUST)) {
      String keyStorePassword = config.keyStorePassword();
      String trustStorePassword = config.trustStorePassword();
      wanted.put(CONFIG, config.forDriver(keyStorePassword, trustStorePassword));
      StoredKeys.checkIdentity(file(IDENTITY), keyStorePassword);
      StoredKeys.checkTrust(file(TRUST), trustStorePassword);
      wanted.put(IDENTITY, file(IDENTITY));
      wanted.put(TRUST, file(TRUST));
    } else {
      PemKeyStores stores =
          PemKeyStores.of(
              file(config.location("caCertLocation", "ca.crt")),
              file(config.location("certLocation", "cert")),
              file(config.location("keyLocation", "key")));
      wanted.put(CONFIG, config.forDriver(stores.password(), stores.password()));
      wanted.put(IDENTITY, stores.identity());
      wanted.put(TRUST, stores.trust());
    }
    return BundleFiles.pack(wanted);
  }

  private BundleConfig config() {
    return BundleConfig.of(file(CONFIG));
  }

  private byte[] file(String name) {
    byte[] content = files.get(name);
    if (content == null) {
      throw BundleFiles.refusal(missing(files.containsKey(CONFIG) ? name : CONFIG));
    }
    return content;
  }

  /** A message that does not show names from the bundle's configuration. */
  private static String missing(String name) {
    return switch (name) {
      case CONFIG -> "it has no config.json";
      case "ca.crt", "cert", "key" ->
          "it has no %s, and not both of identity.jks and trustStore.jks".formatted(name);
      default -> "it does not contain a file that its config.json names";
    };
  }

  @Override
  public String toString() {
    return "SecureBundle[<hidden>]";
  }
}
