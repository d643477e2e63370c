package dev.bytestore.cassandra;

import dev.bytestore.cassandra.RangeReader.RangeKeys;
import dev.bytestore.cassandra.RangeReader.RangeRequest;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One walk around the token ring. The part of the ring that was not returned yet is a list of
 * segments in ring order. The first few segments are read in parallel, and their keys are returned
 * in order. A segment is made so wide that its keys should fill most of a page. If it has more keys
 * than fit, the rest of it becomes a new segment. If reading it takes too long, it is split.
 *
 * <p>A page contains the keys of as many segments as fit. It does not wait for the next segment
 * once it is half full or the caller has waited for a while.
 *
 * <p>Requests are sent only while a caller waits for a page, and when a page is returned to it.
 */
final class KeyScan {

  /** The maximum number of segments that are being read or wait to be returned. */
  private static final int MAX_AHEAD = 8;

  /** How many times a segment that takes too long is split before the listing fails. */
  private static final int MAX_SPLITS = 6;

  private static final int SPLIT_PARTS = 4;

  /** How long a page that has some keys waits for more keys. */
  private static final long PATIENCE_NANOS = Duration.ofMillis(200).toNanos();

  private final Ring ring;
  private final RangeReader reader;
  private final KeyPrefix prefix;
  private final int pageSize;
  private final LongSupplier nanoTime;

  private final Object lock = new Object();

  // All guarded by the lock. The segments are in ring order.
  private final List<Segment> segments = new ArrayList<>();
  private final SegmentWidth width;
  private final PageBuffer page;
  private RingPosition end;
  private @Nullable CompletableFuture<ScannedKeys> waiting;
  private Cancellation cancellation = new Cancellation();
  private long askedAt;
  private boolean reminded;
  private boolean advancing;
  private boolean advanceAgain;

  KeyScan(
      Ring ring,
      RangeReader reader,
      KeyPrefix prefix,
      RingPosition start,
      int pageSize,
      LongSupplier nanoTime) {
    this.ring = ring;
    this.reader = reader;
    this.prefix = prefix;
    this.pageSize = pageSize;
    this.nanoTime = nanoTime;
    this.width = new SegmentWidth(pageSize);
    this.page = new PageBuffer(pageSize);
    this.end = start;
    RingRange rest = start.rest();
    if (rest != null) {
      segments.add(new Segment(rest, start, pageSize, 0));
    }
  }

  /**
   * @param end the position after {@code keys}
   */
  record ScannedKeys(List<String> keys, RingPosition end) {}

  KeyPrefix prefix() {
    return prefix;
  }

  boolean hasMore() {
    synchronized (lock) {
      return !segments.isEmpty();
    }
  }

  /** Returns the next keys, none only at the end. Do not call it again before it completes. */
  CompletableFuture<ScannedKeys> next(Cancellation nextCancellation) {
    CompletableFuture<ScannedKeys> result = new CompletableFuture<>();
    synchronized (lock) {
      waiting = result;
      cancellation = nextCancellation;
      askedAt = nanoTime.getAsLong();
      reminded = false;
    }
    advance();
    return result;
  }

  /** Sends requests and returns keys as far as possible. A loop, so that the stack stays flat. */
  private void advance() {
    synchronized (lock) {
      advanceAgain = true;
      if (advancing) {
        return;
      }
      advancing = true;
    }
    boolean goesOn = true;
    while (goesOn) {
      try {
        goesOn = advanceOnce();
      } catch (Throwable e) { // such as an OutOfMemoryError
        fail(e);
        return;
      }
    }
  }

  /** Fails the future of the waiting caller, after a failure of the scan itself. */
  private void fail(Throwable failure) {
    CompletableFuture<ScannedKeys> caller;
    synchronized (lock) {
      advancing = false;
      caller = waiting;
      waiting = null;
    }
    if (caller != null) {
      caller.completeExceptionally(failure);
    }
  }

  private boolean advanceOnce() {
    Runnable handOut;
    List<Segment> toSend;
    synchronized (lock) {
      if (!advanceAgain) {
        advancing = false;
        return false;
      }
      advanceAgain = false;
      boolean wanted = waiting != null;
      handOut = handOut();
      toSend = wanted && !cancellation.isCancelled() ? segmentsToSend() : List.of();
    }
    toSend.forEach(this::send);
    handOut.run();
    return true;
  }

  /** Takes a page for the waiting caller, if one is ready. Run the result outside the lock. */
  private Runnable handOut() {
    CompletableFuture<ScannedKeys> caller = waiting;
    if (caller == null) {
      return () -> {};
    }
    fillPage();
    Segment head = segments.isEmpty() ? null : segments.get(0);
    if (page.isEmpty() && head != null) {
      Throwable failure = head.failure;
      if (failure == null) {
        return () -> {};
      }
      waiting = null;
      return () -> caller.completeExceptionally(failure);
    }
    if (head != null && !head.isDone() && !page.isHalfFull()) {
      long patience = PATIENCE_NANOS - (nanoTime.getAsLong() - askedAt);
      if (patience > 0) {
        return remindAfter(patience);
      }
    }
    waiting = null;
    ScannedKeys scanned = new ScannedKeys(page.take(), end);
    return () -> caller.complete(scanned);
  }

  /** Moves the keys of the first segments into the page, as long as they were read and fit. */
  private void fillPage() {
    while (!segments.isEmpty()) {
      Segment head = segments.get(0);
      if (!head.isDone() || head.failure != null || !page.hasRoomFor(head.keys)) {
        return;
      }
      page.add(head.keys);
      end = head.end;
      segments.remove(0);
    }
  }

  /** Looks again when the page has waited long enough: there may be no response until then. */
  private Runnable remindAfter(long nanos) {
    if (reminded) {
      return () -> {};
    }
    reminded = true;
    return () -> Futures.later(nanos).execute(this::remind);
  }

  private void remind() {
    synchronized (lock) {
      reminded = false;
    }
    advance();
  }

  /** Cuts as many segments off the unread part as may be read now, and marks them as sent. */
  private List<Segment> segmentsToSend() {
    List<Segment> chosen = new ArrayList<>();
    int busy = (int) segments.stream().filter(segment -> !segment.isPending()).count();
    for (int i = 0; i < segments.size() && (busy < MAX_AHEAD || i == 0); i++) {
      Segment segment = segments.get(i);
      if (segment.isPending()) {
        RingRange part = ring.firstPart(segment.range.start(width.target()));
        if (segment.continued == null && part.last() < segment.range.last()) {
          RingRange rest = new RingRange(part.last() + 1, segment.range.last());
          segments.add(i + 1, new Segment(rest, null, pageSize, segment.splits));
          segment.range = part;
        }
        segment.sent();
        chosen.add(segment);
        busy++;
      }
    }
    return chosen;
  }

  private void send(Segment segment) {
    RangeRequest request =
        new RangeRequest(
            segment.range, prefix, segment.after, segment.fetchSize(), segment.continued);
    Futures.start(() -> reader.read(request, ring, cancellation))
        .whenComplete(
            (answer, failure) -> {
              synchronized (lock) {
                try {
                  ended(segment, answer, failure);
                } catch (Throwable e) { // the caller of the page must get it
                  segment.failed(e);
                }
              }
              advance();
            });
  }

  private void ended(Segment segment, @Nullable RangeKeys answer, @Nullable Throwable failure) {
    if (failure != null) {
      failed(segment, Futures.unwrap(failure));
    } else if (answer == null) {
      segment.notSent();
    } else {
      received(segment, answer);
    }
  }

  private void received(Segment segment, RangeKeys answer) {
    RingPosition lastRow = answer.end();
    if (segment.hasTooMany(answer.keys())) {
      segment.fetchFewer();
    } else if (answer.continued() == null) {
      width.learn(segment.range.width(), answer.rows(), answer.nanos());
      segment.done(answer.keys(), new RingPosition(segment.range.last(), null));
    } else if (lastRow == null) {
      segment.continueAfter(answer.continued());
    } else if (segment.after != null && !segment.after.isBefore(lastRow)) {
      segment.skip(answer.continued());
    } else {
      receivedPart(segment, answer, lastRow);
    }
  }

  /** Makes the part after {@code lastRow} a new segment. */
  private void receivedPart(Segment segment, RangeKeys answer, RingPosition lastRow) {
    RingRange range = new RingRange(lastRow.token(), segment.range.last());
    if (range.first() > segment.range.first()) { // a single token tells nothing about widths
      width.learn(segment.range.width() - range.width(), answer.rows(), answer.nanos());
    }
    Segment rest = new Segment(range, lastRow, pageSize, 0);
    if (answer.endsAmongEquals()) {
      // A new request would read all keys of that token again, and there may be many.
      rest.continueAfter(answer.continued());
    }
    segment.done(answer.keys(), lastRow);
    segments.add(segments.indexOf(segment) + 1, rest);
  }

  private void failed(Segment segment, Throwable failure) {
    if (!Busyness.isOfWideRange(failure) || segment.splits == MAX_SPLITS) {
      segment.failed(failure);
      return;
    }
    cancellation.retried();
    int place = segments.indexOf(segment);
    segments.remove(place);
    RingPosition after = segment.after;
    for (RingRange part : segment.range.split(SPLIT_PARTS)) {
      segments.add(place++, new Segment(part, after, pageSize, segment.splits + 1));
      after = null;
    }
    width.tooWide(segment.range.width());
  }
}
