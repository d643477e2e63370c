package dev.bytestore.astra;

/**
 * Finds out of how many documents an answer should be, so that it stays short when values are
 * large. How large they are is not known beforehand.
 */
final class ChunkSize {

  /** The most ids that the Data API takes in one request. */
  static final int MOST = 100;

  private static final double TARGET_BYTES = DataApiClient.MAX_ANSWER_BYTES / 4.0;

  /** How much of the largest document seen is still believed after another answer. */
  private static final double MEMORY = 0.8;

  private double bytesPerDocument;

  synchronized int keys() {
    double keys = TARGET_BYTES / Math.max(1, bytesPerDocument);
    return (int) Math.max(1, Math.min(MOST, keys));
  }

  /** Takes into account that {@code documents} came in an answer of {@code bytes}. */
  synchronized void learn(int documents, int bytes) {
    double seen = documents == 0 ? 0 : (double) bytes / documents;
    bytesPerDocument = Math.max(seen, bytesPerDocument * MEMORY);
  }

  /** Takes into account that the answer to {@code keys} was too long to be read. */
  synchronized void tooLong(int keys) {
    bytesPerDocument = Math.max(bytesPerDocument, (double) DataApiClient.MAX_ANSWER_BYTES / keys);
  }
}
