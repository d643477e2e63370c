package dev.bytestore.embedded;

/** A node ended because somebody else took its port between our look and its start. */
final class PortTakenException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  PortTakenException(String message) {
    super(message);
  }
}
