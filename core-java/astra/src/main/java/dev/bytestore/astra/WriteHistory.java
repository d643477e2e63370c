package dev.bytestore.astra;

/**
 * Remembers whether the documents that a store wrote last existed before. Inserting documents that
 * exist wastes a request, because each of them then has to be replaced.
 */
final class WriteHistory {

  /** How many documents are remembered, more or less: older ones count less and less. */
  private static final double MEMORY = 100;

  private double existing;

  /** Whether most documents existed; false before the first write. */
  synchronized boolean mostExisted() {
    return existing > 0.5;
  }

  /** Records that {@code existed} of {@code documents} documents existed. */
  synchronized void learn(int documents, int existed) {
    double weight = Math.min(1, documents / MEMORY);
    existing += weight * ((double) existed / documents - existing);
  }
}
