package dev.bytestore.micrometer;

import dev.bytestore.ByteStoreListener.Operation;
import dev.bytestore.ByteStoreListener.Summary;
import java.util.Locale;

/** The names and values of tags, which meters and observations have in common. */
final class ByteStoreTags {

  static final String STORE = "store";
  static final String OPERATION = "operation";
  static final String OUTCOME = "outcome";
  static final String EXCEPTION = "exception";

  private ByteStoreTags() {}

  static String of(Operation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  static String outcome(Summary summary) {
    return summary.outcome().name().toLowerCase(Locale.ROOT);
  }

  /**
   * The simple name of the exception's class, as in Micrometer's own tags; {@code none} if none.
   */
  static String exception(Summary summary) {
    Throwable failure = summary.failure();
    if (failure == null) {
      return "none";
    }
    String simpleName = failure.getClass().getSimpleName();
    return simpleName.isEmpty() ? failure.getClass().getName() : simpleName;
  }
}
