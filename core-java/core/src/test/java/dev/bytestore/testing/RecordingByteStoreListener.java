package dev.bytestore.testing;

import dev.bytestore.ByteStoreListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that records what it is told. */
public class RecordingByteStoreListener implements ByteStoreListener {

  private final List<Operation> started = new CopyOnWriteArrayList<>();
  private final List<Thread> starters = new CopyOnWriteArrayList<>();
  private final List<Summary> ended = new CopyOnWriteArrayList<>();
  private final List<Thread> enders = new CopyOnWriteArrayList<>();
  private final List<Load> loads = new CopyOnWriteArrayList<>();
  private final AtomicInteger endedTwice = new AtomicInteger();

  @Override
  public void onBuild(Load load) {
    loads.add(load);
  }

  @Override
  public Call onStart(Operation operation) {
    started.add(operation);
    starters.add(Thread.currentThread());
    AtomicInteger ends = new AtomicInteger();
    return summary -> {
      if (ends.incrementAndGet() > 1) {
        endedTwice.incrementAndGet();
      }
      enders.add(Thread.currentThread());
      ended.add(summary);
    };
  }

  public List<Operation> started() {
    return started;
  }

  /** The threads that started the calls. */
  public List<Thread> starters() {
    return starters;
  }

  public List<Summary> ended() {
    return ended;
  }

  /** The threads that ended the calls. */
  public List<Thread> enders() {
    return enders;
  }

  public List<Load> loads() {
    return loads;
  }

  /** How many ends were reported in addition to the first one of their call. */
  public int endedTwice() {
    return endedTwice.get();
  }

  /** The summary of the latest call to end. */
  public Summary last() {
    return ended.get(ended.size() - 1);
  }
}
