package dev.bytestore.embedded;

/** A node exited because another process took its port after we had found it free. */
final class PortTakenException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  PortTakenException(String message) {
    super(message);
  }
}
