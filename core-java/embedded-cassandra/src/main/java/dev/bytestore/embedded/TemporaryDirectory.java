package dev.bytestore.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Creates and deletes temporary directories. */
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

  /** Deletes in several attempts, because a server that is ending may still write files. */
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
