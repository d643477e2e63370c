package dev.bytestore.cassandra;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A secure connect bundle, in memory. Prints nothing of what it holds. */
final class SecureBundle {

  private static final String CONFIG = BundleConfig.NAME;
  private static final String IDENTITY = "identity.jks";
  private static final String TRUST = "trustStore.jks";

  private final Map<String, byte[]> files;

  private SecureBundle(Map<String, byte[]> files) {
    this.files = files;
  }

  /** The largest zip that is read, in bytes. */
  static int maxBytes() {
    return BundleFiles.MAX_PACKED_BYTES;
  }

  /**
   * The bundle in a zip.
   *
   * @throws IllegalArgumentException if it is damaged, or is no bundle by its size or file names
   */
  static SecureBundle ofZip(byte[] zip) {
    return new SecureBundle(BundleFiles.unpack(zip));
  }

  /**
   * The bundle of these files.
   *
   * @throws IllegalArgumentException if it is no bundle by its size or file names
   */
  static SecureBundle ofFiles(Map<String, byte[]> files) {
    return new SecureBundle(BundleFiles.checked(files));
  }

  /** The keyspace that its configuration names, null if that names none or cannot be read. */
  @Nullable String keyspace() {
    try {
      return config().keyspace();
    } catch (IllegalArgumentException e) {
      return null; // as in Python; connecting finds out
    }
  }

  /**
   * A zip as the driver reads it: with the key stores of this bundle, or where it has none, as one
   * that was rebuilt from an init string, with key stores made of its PEM files. All that the
   * driver reads in it is checked here first.
   *
   * @throws IllegalArgumentException if it has neither, or they cannot be read
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
      throw BundleFiles.refusal(
          "it has no %s".formatted(files.containsKey(CONFIG) ? known(name) : CONFIG));
    }
    return content;
  }

  /** Names that come from its configuration are not repeated. */
  private static String known(String name) {
    return switch (name) {
      case "ca.crt", "cert", "key" -> name + ", nor identity.jks and trustStore.jks";
      default -> "file that its config.json names";
    };
  }

  @Override
  public String toString() {
    return "SecureBundle[<hidden>]";
  }
}
