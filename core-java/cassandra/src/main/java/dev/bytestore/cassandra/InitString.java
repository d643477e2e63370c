package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.internal.json.JsonReader;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of an init string of Python's cassio: a bundle of PEM files, and optionally a
 * keyspace and a token. The file name in it is ignored, because no file is written.
 */
record InitString(SecureBundle bundle, @Nullable String keyspace, @Nullable String token) {

  private static final String VERSION = "1";
  private static final int LONGEST_SHOWN = 16;

  /**
   * Decodes an init string as Python does: Base64 of JSON. Only version "1" is supported.
   *
   * @throws IllegalArgumentException if it is not valid. The message shows nothing of it but the
   *     version.
   */
  static InitString decode(String text) {
    if (text.length() > BundleFiles.MAX_PACKED_BYTES) {
      throw refusal("is longer than %d characters".formatted(BundleFiles.MAX_PACKED_BYTES));
    }
    Map<?, ?> content = object(json(text), "its content");
    Map<?, ?> options = object(content.get("options"), "its field options");
    Object version = options.get("version");
    if (!VERSION.equals(version)) {
      throw refusal("has %s, and only version 1 is supported".formatted(shown(version)));
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    object(content.get("bundle_data"), "its field bundle_data")
        .forEach((name, file) -> files.put((String) name, contentOf(file)));
    return new InitString(
        SecureBundle.ofFiles(files), optional(options, "keyspace"), optional(options, "token"));
  }

  private static @Nullable Object json(String text) {
    try {
      // Skips characters outside the alphabet, such as line breaks, as Python does.
      return JsonReader.read(new String(Base64.getMimeDecoder().decode(text), UTF_8));
    } catch (IllegalArgumentException e) { // not as the cause: it may quote the text
      throw refusal("is not Base64 of JSON");
    }
  }

  private static Map<?, ?> object(@Nullable Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw refusal("is not valid: %s is not a JSON object".formatted(what));
  }

  private static byte[] contentOf(@Nullable Object file) {
    if (file instanceof String text) {
      return text.getBytes(UTF_8);
    }
    throw refusal("is not valid: its field bundle_data has a file that is not a string");
  }

  private static @Nullable String optional(Map<?, ?> options, String name) {
    Object value = options.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw refusal("is not valid: its field %s is not a string".formatted(name));
  }

  private static String shown(@Nullable Object version) {
    String text = String.valueOf(version);
    boolean isPlain = text.length() <= LONGEST_SHOWN && text.matches("[\\w.-]*");
    return version != null && isPlain ? "version " + text : "an unknown version";
  }

  private static IllegalArgumentException refusal(String problem) {
    return new IllegalArgumentException("the init string " + problem);
  }

  @Override
  public String toString() {
    return "InitString[<hidden>]";
  }
}
