package dev.bytestore.astra;

/**
 * Remembers whether the documents that a store wrote last already existed. To insert documents that
 * exist wastes a request, because each of them then has to be replaced.
 */
final class WriteHistory {

  /** Roughly the number of documents that are remembered. Older ones count less and less. */
  private static final double MEMORY = 100;

  private double existing;

  /** Whether most documents existed already; false before the first write. */
  synchronized boolean mostExisted() {
    return existing > 0.5;
  }

  /** Records that {@code existed} of {@code documents} written documents existed already. */
  synchronized void learn(int documents, int existed) {
    double weight = Math.min(1, documents / MEMORY);
    existing += weight * ((double) existed / documents - existing);
  }
}
