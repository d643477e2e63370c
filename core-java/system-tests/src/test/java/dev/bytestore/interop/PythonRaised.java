package dev.bytestore.interop;

/** An exception that a call raised in Python. */
final class PythonRaised extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String type;

  PythonRaised(String type, String message) {
    super(type + ": " + message);
    this.type = type;
  }

  /** The name of the exception's class, without its module. */
  String type() {
    return type;
  }
}
