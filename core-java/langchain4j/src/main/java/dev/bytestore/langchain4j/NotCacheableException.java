package dev.bytestore.langchain4j;

/** A request without a key, or an answer that would not come back as it was. */
final class NotCacheableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param reason without anything of the content
   */
  NotCacheableException(String reason) {
    super(reason, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
  }
}
