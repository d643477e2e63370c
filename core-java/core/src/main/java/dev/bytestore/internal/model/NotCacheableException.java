package dev.bytestore.internal.model;

/** A request has no key, or a response cannot be stored without loss. */
public final class NotCacheableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param reason a text that quotes nothing of the request or response
   */
  public NotCacheableException(String reason) {
    super(reason, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
  }
}
