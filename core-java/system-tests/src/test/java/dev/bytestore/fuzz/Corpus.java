package dev.bytestore.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Inputs that the fuzzer found: at least one for each part of the code that the seeds do not reach,
 * and those that once broke a promise. A corpus file has an input in Base64 in each line; lines
 * that start with {@code #} are comments.
 */
public final class Corpus {

  private static final String COMMENT = "#";

  private Corpus() {}

  /** Reads the seeds and the corpus file of {@code target}, which was started. */
  static List<byte[]> of(FuzzTarget target) throws Exception {
    List<byte[]> inputs = new ArrayList<>(target.seeds());
    inputs.addAll(found(target));
    return inputs;
  }

  private static List<byte[]> found(FuzzTarget target) throws IOException {
    try (InputStream file = Corpus.class.getResourceAsStream("/fuzz/" + target.name() + ".txt")) {
      return file == null ? List.of() : parse(new String(file.readAllBytes(), UTF_8).lines());
    }
  }

  private static List<byte[]> parse(Stream<String> lines) {
    return lines
        .filter(line -> !line.isBlank() && !line.startsWith(COMMENT))
        .map(Base64.getDecoder()::decode)
        .toList();
  }

  /** Writes each input into a file of its own, as Jazzer expects it. */
  static void unpack(List<byte[]> inputs, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (byte[] input : inputs) {
      Files.write(
          directory.resolve("%08x-%d".formatted(Arrays.hashCode(input), input.length)), input);
    }
  }

  /**
   * Replaces the inputs in {@code file} by those in {@code directory} that are not seeds, the
   * shortest first. The commented ones, which broke a promise, stay at its start.
   */
  static int pack(Path directory, List<byte[]> seeds, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    if (Files.exists(file)) {
      boolean afterComment = false;
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(COMMENT) || afterComment) {
          lines.add(line);
        }
        afterComment = line.startsWith(COMMENT);
      }
    }
    List<byte[]> inputs = new ArrayList<>(contents(directory).values());
    inputs.removeIf(input -> seeds.stream().anyMatch(seed -> Arrays.equals(input, seed)));
    inputs.sort(
        Comparator.<byte[]>comparingInt(input -> input.length).thenComparing(Arrays::compare));
    for (byte[] input : inputs) {
      String line = Base64.getEncoder().encodeToString(input);
      if (!lines.contains(line)) {
        lines.add(line);
      }
    }
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
    return inputs.size();
  }

  /** Reads the files in a directory of the class path, in the order of their names. */
  public static Map<String, byte[]> resources(Class<?> beside, String directory) throws Exception {
    var uri = Objects.requireNonNull(beside.getResource(directory), directory).toURI();
    if (!uri.getScheme().equals("jar")) {
      return contents(Path.of(uri));
    }
    try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
      return contents(jar.getPath(directory));
    }
  }

  /** Reads the files in a directory, in the order of their names. */
  static Map<String, byte[]> contents(Path directory) throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.sorted().forEach(file -> contents.put(file.getFileName().toString(), read(file)));
    }
    return contents;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
