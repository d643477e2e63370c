package dev.bytestore.internal.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A secure connect bundle, in memory. Prints nothing of what it holds. */
public final class SecureBundle {

  private static final String CONFIG = "config.json";
  private static final String IDENTITY = "identity.jks";
  private static final String TRUST = "trustStore.jks";

  private final Map<String, byte[]> files;

  private SecureBundle(Map<String, byte[]> files) {
    this.files = files;
  }

  /** The largest zip that is read, in bytes. */
  public static int maxBytes() {
    return BundleFiles.MAX_PACKED_BYTES;
  }

  /**
   * The bundle in a zip.
   *
   * @throws IllegalArgumentException if it is damaged, or is no bundle by its size or file names
   */
  public static SecureBundle ofZip(byte[] zip) {
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
  public @Nullable String keyspace() {
    try {
      return config().get("keyspace") instanceof String keyspace ? keyspace : null;
    } catch (IllegalArgumentException e) {
      return null; // as in Python; the driver finds out
    }
  }

  /**
   * A zip as the driver reads it: with the key stores of this bundle, or where it has none, as one
   * that was rebuilt from an init string, with key stores made of its PEM files.
   *
   * @throws IllegalArgumentException if it has neither, or they cannot be read
   */
  public byte[] forDriver() {
    Map<String, byte[]> wanted = new LinkedHashMap<>();
    if (files.containsKey(IDENTITY) && files.containsKey(TRUST)) {
      wanted.put(CONFIG, file(CONFIG));
      wanted.put(IDENTITY, file(IDENTITY));
      wanted.put(TRUST, file(TRUST));
    } else {
      Map<String, @Nullable Object> config = new LinkedHashMap<>(config());
      PemKeyStores stores =
          PemKeyStores.of(
              file(location(config, "caCertLocation", "ca.crt")),
              file(location(config, "certLocation", "cert")),
              file(location(config, "keyLocation", "key")));
      config.put("keyStorePassword", stores.password());
      config.put("trustStorePassword", stores.password());
      wanted.put(CONFIG, JsonWriter.write(config).getBytes(UTF_8));
      wanted.put(IDENTITY, stores.identity());
      wanted.put(TRUST, stores.trust());
    }
    return BundleFiles.pack(wanted);
  }

  private Map<String, @Nullable Object> config() {
    Object config;
    try {
      config = JsonReader.read(new String(file(CONFIG), UTF_8));
    } catch (IllegalArgumentException e) {
      throw BundleFiles.refusal("its config.json is missing, or no JSON");
    }
    if (!(config instanceof Map<?, ?> map)) {
      throw BundleFiles.refusal("its config.json is no JSON object");
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    map.forEach((name, value) -> fields.put((String) name, value));
    return Collections.unmodifiableMap(fields);
  }

  private static String location(Map<String, ?> config, String field, String usual) {
    String location = config.get(field) instanceof String text ? text : usual;
    return location.startsWith("./") ? location.substring(2) : location;
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
