package dev.bytestore.astra;

/**
 * Remembers whether the documents that a store wrote lately existed before. An insertion of
 * documents that exist is a request in vain, as each of them then has to be replaced.
 */
final class WriteHistory {

  /** After how many documents nothing is left of what was known before. */
  private static final double MEMORY = 100;

  private double existing;

  /** Whether most documents existed. At first none did. */
  synchronized boolean mostExisted() {
    return existing > 0.5;
  }

  /** Takes into account that of {@code documents} so many existed. */
  synchronized void learn(int documents, int existed) {
    double weight = Math.min(1, documents / MEMORY);
    existing += weight * ((double) existed / documents - existing);
  }
}
