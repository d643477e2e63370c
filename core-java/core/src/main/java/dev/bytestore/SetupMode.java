package dev.bytestore;

/** When a store creates what it needs on the server and checks what it finds there. */
public enum SetupMode {
  /** {@code build()} waits until setup is done and throws what went wrong. */
  SYNC,

  /**
   * {@code build()} starts setup and returns. Operations wait for it; if it failed, the next
   * operation tries it again.
   */
  ASYNC,

  /**
   * No setup: nothing is created and nothing checked. What is missing shows as the server's own
   * error on first use.
   */
  OFF
}
