package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code config.json} of a secure connect bundle. {@code toString} shows none of its
 * content.
 */
final class BundleConfig {

  static final String NAME = "config.json";

  private static final int MAX_HOST = 255;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_PASSWORD = 1_024;
  private static final String KEY_STORE_PASSWORD = "keyStorePassword";
  private static final String TRUST_STORE_PASSWORD = "trustStorePassword";

  /** Real files have less than a kilobyte. */
  private static final int MAX_FILE_BYTES = 64 << 10;

  private final Map<?, ?> fields;

  private BundleConfig(Map<?, ?> fields) {
    this.fields = fields;
  }

  /**
   * Parses the file.
   *
   * @throws IllegalArgumentException if it is too large, or is not a JSON object
   */
  static BundleConfig of(byte[] file) {
    if (file.length > MAX_FILE_BYTES) {
      throw BundleFiles.refusal(
          "its config.json has more than %,d bytes".formatted(MAX_FILE_BYTES));
    }
    Object config;
    try {
      config = JsonReader.read(new String(file, UTF_8));
    } catch (IllegalArgumentException e) {
      throw BundleFiles.refusal("its config.json is not JSON");
    }
    if (config instanceof Map<?, ?> map) {
      return new BundleConfig(map);
    }
    throw BundleFiles.refusal("its config.json is not a JSON object");
  }

  /** The keyspace, or null if the file names none. */
  @Nullable String keyspace() {
    return fields.get("keyspace") instanceof String keyspace ? keyspace : null;
  }

  /** The file name in {@code field}, or {@code defaultName} if there is no such field. */
  String location(String field, String defaultName) {
    String location = fields.get(field) instanceof String text ? text : defaultName;
    return location.startsWith("./") ? location.substring(2) : location;
  }

  String keyStorePassword() {
    return password(KEY_STORE_PASSWORD);
  }

  String trustStorePassword() {
    return password(TRUST_STORE_PASSWORD);
  }

  /**
   * Makes a config.json with only the fields that the driver reads, all of them validated.
   *
   * @throws IllegalArgumentException if the host or the port is not valid
   */
  byte[] forDriver(String keyStorePassword, String trustStorePassword) {
    Map<String, @Nullable Object> driver = new LinkedHashMap<>();
    driver.put("host", host());
    driver.put("port", port());
    driver.put(KEY_STORE_PASSWORD, keyStorePassword);
    driver.put(TRUST_STORE_PASSWORD, trustStorePassword);
    return JsonWriter.write(driver).getBytes(UTF_8);
  }

  private String host() {
    if (fields.get("host") instanceof String host
        && !host.isEmpty()
        && host.length() <= MAX_HOST
        && host.chars().allMatch(BundleConfig::isHostCharacter)) {
      return host;
    }
    throw BundleFiles.refusal("its config.json has no valid host");
  }

  private static boolean isHostCharacter(int character) {
    return (character < 0x80 && Character.isLetterOrDigit(character))
        || "-._:[]".indexOf(character) >= 0;
  }

  private long port() {
    Object port = fields.get("port");
    long number = -1;
    if (port instanceof Long given) {
      number = given;
    } else if (port instanceof String text) { // the driver accepts a string too
      try {
        number = Integer.parseInt(text);
      } catch (NumberFormatException e) {
        // Reported below, like a number out of range.
      }
    }
    if (number >= 1 && number <= MAX_PORT) {
      return number;
    }
    throw BundleFiles.refusal("its config.json has no valid port");
  }

  private String password(String field) {
    Object password = fields.get(field);
    String text = password instanceof Long ? password.toString() : "";
    if (password instanceof String given) {
      text = given;
    }
    if (text.isEmpty() || text.length() > MAX_PASSWORD) {
      throw BundleFiles.refusal("its config.json has no valid field " + field);
    }
    return text;
  }

  @Override
  public String toString() {
    return "BundleConfig[<hidden>]";
  }
}
