package dev.bytestore.faults;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** One call of a client, with its outcome. */
sealed interface Call {

  Header header();

  /** How a call ended. */
  enum Outcome {
    /** The future completed normally. */
    OK,
    /** The call failed, and had no effect: a read, a lookup or a listing. */
    FAILED,
    /** The call failed, and some of its writes may or may not take effect, now or later. */
    UNCONFIRMED,
    /** The future did not complete. */
    HUNG
  }

  /**
   * What all calls have.
   *
   * @param operation the name of the method, for people
   * @param start in nanoseconds of {@link System#nanoTime()}, before the call was made
   * @param end in the same nanoseconds, after the future completed; {@link Long#MAX_VALUE} if it
   *     did not
   * @param failures the kinds of the failures: none if all went well, several if a listing failed
   *     at several pages
   */
  record Header(String operation, long start, long end, Outcome outcome, List<String> failures) {

    long nanos() {
      return end - start;
    }
  }

  /**
   * A write or deletion of keys.
   *
   * @param session the session that sent it; each has a clock of its own
   * @param values the new value of each key, {@link Values#ABSENT} if it is deleted
   * @param written the keys that the store said are written
   * @param unconfirmed the keys that the store said are not confirmed
   * @param acknowledged the keys whose write the server acknowledged before the call ended
   */
  record Write(
      Header header,
      int session,
      Map<String, Long> values,
      Set<String> written,
      Set<String> unconfirmed,
      Set<String> acknowledged)
      implements Call {}

  /**
   * A read of keys.
   *
   * @param values what was read of each key; empty if the call failed
   */
  record Read(Header header, Map<String, Long> values) implements Call {}

  /**
   * A listing.
   *
   * @param keys in the order in which they were listed. If the listing failed, those of the pages
   *     before
   * @param resumed whether a page was read from the position of an earlier one
   */
  record Listing(Header header, String prefix, List<String> keys, boolean resumed)
      implements Call {}
}
