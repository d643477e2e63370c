package dev.bytestore;

/**
 * When a store sets itself up: it creates its table or collection if that does not exist, and
 * checks it if it does. The mode applies to {@code build()}. The future of {@code buildAsync()}
 * always waits for the setup, except with {@link #OFF}.
 */
public enum SetupMode {
  /** {@code build()} waits until the setup is done, and throws its failure. */
  SYNC,

  /**
   * {@code build()} starts the setup and returns. Operations wait for the setup. If it failed, the
   * operations that waited fail too, and the next operation runs it again.
   */
  ASYNC,

  /**
   * There is no setup: nothing is created or checked. If the table or collection does not exist,
   * operations fail with the server's error.
   */
  OFF
}
