package dev.bytestore.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories that go away again. */
final class TemporaryDirectory {
  private static final int DELETE_ATTEMPTS = 10;

  private TemporaryDirectory() {}

  static Path create() {
    try {
      return Files.createTempDirectory("bytestore-cassandra-").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Several attempts, because a dying server may still be writing into it. */
  static void delete(Path directory) {
    for (int attempt = 0; attempt < DELETE_ATTEMPTS && Files.exists(directory); attempt++) {
      deleteTree(directory.toFile());
    }
  }

  private static void deleteTree(File file) {
    File[] children = file.listFiles();
    if (children != null) {
      for (File child : children) {
        deleteTree(child);
      }
    }
    file.delete();
  }
}
