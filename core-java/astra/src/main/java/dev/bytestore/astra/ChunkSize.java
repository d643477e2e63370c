package dev.bytestore.astra;

/**
 * Estimates how many documents to ask for in one request, so that responses stay short when values
 * are large. The sizes of the values are learnt from earlier responses.
 */
final class ChunkSize {

  /** The most ids that the Data API accepts in one request. */
  static final int MOST = 100;

  private static final double TARGET_BYTES = DataApiClient.MAX_ANSWER_BYTES / 4.0;

  /** The factor by which each further response reduces the largest document size seen. */
  private static final double MEMORY = 0.8;

  private double bytesPerDocument;

  synchronized int keys() {
    double keys = TARGET_BYTES / Math.max(1, bytesPerDocument);
    return (int) Math.max(1, Math.min(MOST, keys));
  }

  /** Records that a response of {@code bytes} contained {@code documents}. */
  synchronized void learn(int documents, int bytes) {
    double seen = documents == 0 ? 0 : (double) bytes / documents;
    bytesPerDocument = Math.max(seen, bytesPerDocument * MEMORY);
  }

  /** Records that the response to a request for {@code keys} was too long to be read. */
  synchronized void tooLong(int keys) {
    bytesPerDocument = Math.max(bytesPerDocument, (double) DataApiClient.MAX_ANSWER_BYTES / keys);
  }
}
