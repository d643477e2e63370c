package dev.bytestore.testing.dataapi;

/** Something the Data API may well have, but this stand-in does not; answered with status 501. */
final class NotInStandIn extends RuntimeException {

  private static final long serialVersionUID = 1;

  NotInStandIn(String what) {
    super("the stand-in does not have " + what);
  }
}
