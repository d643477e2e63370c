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
 * The files of a secure connect bundle by name, unpacked in memory. Their number and size are
 * limited; a real bundle has about ten files and 20 kilobytes. A file name is never used as a path.
 */
final class BundleFiles {

  /** The maximum size of a bundle, and of an init string, in bytes. */
  static final int MAX_PACKED_BYTES = 1 << 20;

  private static final int MAX_FILES = 64;
  private static final int MAX_UNPACKED_BYTES = 4 << 20;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private int bytes;

  /**
   * Unpacks {@code zip} and leaves out directories.
   *
   * @throws IllegalArgumentException if it is not a zip file, is empty or damaged, exceeds a limit,
   *     or has a file name that is not valid
   */
  static Map<String, byte[]> unpack(byte[] zip) {
    if (zip.length > MAX_PACKED_BYTES) {
      throw refusal("it is larger than %d bytes".formatted(MAX_PACKED_BYTES));
    }
    BundleFiles unpacked = new BundleFiles();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        // Counts the bytes that come out, because the sizes in an entry's header may be wrong.
        byte[] content = in.readNBytes(MAX_UNPACKED_BYTES - unpacked.bytes + 1);
        unpacked.add(entry.getName(), content);
      }
    } catch (Refusal e) {
      throw e;
    } catch (IOException | RuntimeException e) { // a damaged zip may cause any of these
      throw refusal("it is damaged and cannot be unpacked");
    }
    if (unpacked.files.isEmpty()) {
      throw refusal("it is not a zip file, or it is empty");
    }
    return unpacked.withoutDirectories();
  }

  /**
   * Copies {@code files}, which did not come from a zip.
   *
   * @throws IllegalArgumentException if they exceed a limit, or a file name is not valid
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

  /** Creates the exception for an invalid bundle; {@code problem} must not show its content. */
  static IllegalArgumentException refusal(String problem) {
    return new Refusal(problem);
  }

  private void add(String name, byte[] content) {
    if (isUnsafe(name)) {
      throw refusal("the name of file %d is not valid".formatted(files.size() + 1));
    }
    if (files.put(name, content) != null) {
      throw refusal("file %d has the same name as an earlier file".formatted(files.size() + 1));
    }
    bytes += content.length;
    if (files.size() > MAX_FILES || bytes > MAX_UNPACKED_BYTES) {
      throw refusal(
          "it unpacks to more than %d files or %d bytes".formatted(MAX_FILES, MAX_UNPACKED_BYTES));
    }
  }

  private static boolean isUnsafe(String name) {
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

  /** A separate class, to distinguish it from the exceptions that damaged data causes. */
  static final class Refusal extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private Refusal(String problem) {
      super("invalid secure connect bundle: " + problem);
    }
  }
}
