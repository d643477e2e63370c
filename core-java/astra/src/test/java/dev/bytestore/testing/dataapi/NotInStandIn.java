package dev.bytestore.testing.dataapi;

/** Something that the Data API may have, but this stand-in does not. The response is status 501. */
final class NotInStandIn extends RuntimeException {

  private static final long serialVersionUID = 1;

  NotInStandIn(String what) {
    super("the stand-in does not have " + what);
  }
}
