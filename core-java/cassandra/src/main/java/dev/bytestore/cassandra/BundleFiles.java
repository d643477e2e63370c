package dev.bytestore.cassandra;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The files of a bundle, by name, read from a zip in memory and within bounds: a real one has some
 * ten files and twenty kilobytes. No name is ever used as a path.
 */
final class BundleFiles {

  /** The largest bundle, and the largest init string, in bytes. */
  static final int MAX_PACKED_BYTES = 1 << 20;

  private static final int MAX_FILES = 64;
  private static final int MAX_UNPACKED_BYTES = 4 << 20;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private int bytes;

  /**
   * The files of {@code zip}; directories are left out.
   *
   * @throws IllegalArgumentException if it is no zip, or one that no bundle looks like
   */
  static Map<String, byte[]> unpack(byte[] zip) {
    if (zip.length > MAX_PACKED_BYTES) {
      throw refusal("larger than %d bytes".formatted(MAX_PACKED_BYTES));
    }
    BundleFiles unpacked = new BundleFiles();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        // Counted by what comes out: the sizes that an entry claims may be anything.
        byte[] content = in.readNBytes(MAX_UNPACKED_BYTES - unpacked.bytes + 1);
        unpacked.add(entry.getName(), content);
      }
    } catch (Refusal e) {
      throw e;
    } catch (IOException | RuntimeException e) { // whatever damage may cause
      throw refusal("damaged: it cannot be unpacked");
    }
    if (unpacked.files.isEmpty()) {
      throw refusal("no zip file, or an empty one");
    }
    return unpacked.withoutDirectories();
  }

  /**
   * A copy of {@code files} that were not in a zip.
   *
   * @throws IllegalArgumentException if no bundle looks like that
   */
  static Map<String, byte[]> checked(Map<String, byte[]> files) {
    BundleFiles copy = new BundleFiles();
    files.forEach(copy::add);
    return copy.withoutDirectories();
  }

  static byte[] pack(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What is wrong with a bundle; the message has nothing of its content. */
  static IllegalArgumentException refusal(String problem) {
    return new Refusal(problem);
  }

  private void add(String name, byte[] content) {
    if (isOdd(name)) {
      throw refusal("file %d has a name that leads out of it".formatted(files.size() + 1));
    }
    if (files.put(name, content) != null) {
      throw refusal("file %d has the name of another".formatted(files.size() + 1));
    }
    bytes += content.length;
    if (files.size() > MAX_FILES || bytes > MAX_UNPACKED_BYTES) {
      throw refusal(
          "it unpacks to more than %d files or %d bytes".formatted(MAX_FILES, MAX_UNPACKED_BYTES));
    }
  }

  private static boolean isOdd(String name) {
    if (name.isEmpty() || name.startsWith("/") || name.indexOf(':') >= 0) {
      return true;
    }
    if (name.chars().anyMatch(character -> character < ' ' || character == '\\')) {
      return true;
    }
    for (String step : name.split("/", -1)) {
      if (step.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private Map<String, byte[]> withoutDirectories() {
    files.keySet().removeIf(name -> name.endsWith("/"));
    return files;
  }

  /** A class of its own, to distinguish it from other exceptions that damage may cause. */
  static final class Refusal extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private Refusal(String problem) {
      super("the secure connect bundle is refused: " + problem);
    }
  }
}
