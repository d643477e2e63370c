package dev.bytestore.spring.boot;

import org.jspecify.annotations.Nullable;

/** A property that stops the application from starting. The message never contains a secret. */
final class PropertyException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String problem;
  private final String action;

  PropertyException(String property, String reason, String action) {
    this(property, reason, action, null);
  }

  PropertyException(String property, String reason, String action, @Nullable Throwable cause) {
    super("%s %s".formatted(problem(property, reason), action), cause);
    this.problem = problem(property, reason);
    this.action = action;
  }

  private static String problem(String property, String reason) {
    return "%s: %s%s".formatted(property, reason, reason.endsWith(".") ? "" : ".");
  }

  String problem() {
    return problem;
  }

  String action() {
    return action;
  }
}
