package dev.bytestore.interop;

/** What a call in Python raised. */
final class PythonRaised extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String type;

  PythonRaised(String type, String message) {
    super(type + ": " + message);
    this.type = type;
  }

  /** The name of the class, without its module. */
  String type() {
    return type;
  }
}
