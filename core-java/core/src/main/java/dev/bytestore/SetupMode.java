package dev.bytestore;

/**
 * When {@code build()} of a store or of an LLM cache runs the setup. The setup creates the table or
 * collection if it is missing. Otherwise it checks the columns of the table, or the options of the
 * collection. The default is {@link #SYNC}.
 *
 * <p>The mode changes what {@code build()} does. The future of {@code buildAsync()} waits for the
 * setup with {@link #SYNC} and with {@link #ASYNC}.
 */
public enum SetupMode {
  /** {@code build()} waits until the setup is done, and throws its failure. This is the default. */
  SYNC,

  /**
   * {@code build()} starts the setup and returns, so that an application can start while its
   * database is down. Operations wait for the setup. If it failed, the operations that waited fail
   * too, and the next operation runs it again. A failure is not logged.
   */
  ASYNC,

  /**
   * There is no setup: nothing is created or checked. Use this if something else creates the table
   * or collection. If it does not exist, operations fail with the server's error.
   */
  OFF
}
