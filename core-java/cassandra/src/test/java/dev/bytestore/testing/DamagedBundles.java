package dev.bytestore.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Damages a valid secure connect bundle, in another way for each seed. Some stay valid. */
public final class DamagedBundles {

  private static final List<String> JSON =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "65536",
          "1e400",
          "{}",
          "[[]]",
          "\"\"",
          "\"\\ud800\"",
          "12345",
          "\"http://h/?\"",
          "\"" + "x".repeat(70_000) + "\"",
          "[".repeat(3_000),
          "}",
          "",
          "'x'");
  private static final List<String> ODD_NAMES =
      List.of("../config.json", "/etc/passwd", "a/../../b", "C:/x", "x\\y", "", ".", "./key", "//");
  private static final List<String> KEY_STORES = List.of("identity.jks", "trustStore.jks");

  private final byte[] sound;

  public DamagedBundles(byte[] sound) {
    this.sound = sound.clone();
  }

  /** A damaged bundle in a zip. */
  public byte[] zip(long seed) {
    Random random = new Random(seed);
    byte[] zip = sound.clone();
    switch (random.nextInt(8)) {
      case 0 -> zip = Arrays.copyOf(zip, random.nextInt(zip.length));
      case 1 -> flip(zip, random);
      default -> {
        Map<String, byte[]> files = damaged(random);
        zip = Zips.of(files);
        if (random.nextInt(10) == 0) { // two entries with the same name
          zip = new String(zip, ISO_8859_1).replace("cqlshrc", "cert.pf").getBytes(ISO_8859_1);
        }
      }
    }
    return zip;
  }

  /** A damaged init string with a bundle of PEM files. */
  public String initString(long seed) {
    Random random = new Random(seed);
    Map<String, byte[]> files = damaged(random);
    files.keySet().removeAll(KEY_STORES);
    files.replaceAll((name, file) -> Arrays.copyOf(file, Math.min(file.length, 300_000)));
    ObjectNode content = new ObjectMapper().createObjectNode();
    ObjectNode data = content.putObject("bundle_data");
    files.forEach((name, file) -> data.put(name, new String(file, UTF_8)));
    content.putObject("options").put("version", "1").put("keyspace", "ks");
    String json = content.toString();
    if (random.nextInt(4) == 0) {
      byte[] bytes = json.getBytes(UTF_8);
      flip(bytes, random);
      json = new String(bytes, UTF_8);
    }
    String text = Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
    return random.nextInt(6) == 0 ? text.substring(0, random.nextInt(text.length())) : text;
  }

  /** The files of a valid zip. */
  public static Map<String, byte[]> files(byte[] zip) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private Map<String, byte[]> damaged(Random random) {
    Map<String, byte[]> files = files(sound);
    if (random.nextBoolean()) { // so that the PEM files are read
      files.keySet().removeAll(KEY_STORES);
    }
    for (int times = 1 + random.nextInt(2); times > 0; times--) {
      List<String> names = new ArrayList<>(files.keySet());
      String name = names.get(random.nextInt(names.size()));
      byte[] file = files.get(name);
      switch (random.nextInt(9)) {
        case 0 -> files.remove(name);
        case 1 -> files.put(name, Arrays.copyOf(file, random.nextInt(file.length + 1)));
        case 2 -> flip(file, random);
        case 3 -> files.put(name, garbage(random));
        case 4 -> files.put(name, files.get(names.get(random.nextInt(names.size()))));
        case 5 -> files.put(ODD_NAMES.get(random.nextInt(ODD_NAMES.size())), file);
        case 6 -> files.put(name, new byte[random.nextInt(6 << 20)]);
        default -> files.computeIfPresent("config.json", (key, json) -> config(json, random));
      }
    }
    return files;
  }

  private static byte[] config(byte[] json, Random random) {
    String text = new String(json, UTF_8);
    List<String> fields =
        List.of(
            "host", "port", "keyspace", "keyStorePassword", "trustStorePassword", "keyLocation");
    String field = fields.get(random.nextInt(fields.size()));
    String value = "(\"%s\":)(\"?)([^\",}]*)\\2".formatted(field);
    String with = JSON.get(random.nextInt(JSON.size())).replace("\\", "\\\\");
    String changed =
        switch (random.nextInt(4)) {
          case 0 -> text.replaceFirst(value, "$1$3"); // without quotes
          case 1 -> text.replaceFirst(value + ",?", "\"other\":1,");
          default -> text.replaceFirst(value, "$1" + with);
        };
    return changed.getBytes(UTF_8);
  }

  private static byte[] garbage(Random random) {
    byte[] bytes = new byte[random.nextInt(2_000)];
    random.nextBytes(bytes);
    return switch (random.nextInt(4)) {
      case 0 -> bytes;
      case 1 -> "-----BEGIN CERTIFICATE-----".repeat(random.nextInt(9_000)).getBytes(UTF_8);
      case 2 -> pem("PRIVATE KEY", bytes);
      default -> pem("CERTIFICATE", bytes);
    };
  }

  private static byte[] pem(String label, byte[] bytes) {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, text)
        .getBytes(UTF_8);
  }

  private static void flip(byte[] bytes, Random random) {
    for (int i = random.nextInt(8); i >= 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
  }
}
