package dev.bytestore.testing;

import dev.bytestore.LlmCacheListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that records its events. */
public class CountingListener implements LlmCacheListener {

  private final List<String> events = new CopyOnWriteArrayList<>();

  public List<String> events() {
    return events;
  }

  @Override
  public void onHit() {
    events.add("hit");
  }

  @Override
  public void onMiss() {
    events.add("miss");
  }

  @Override
  public void onCorruptEntry() {
    events.add("corrupt entry");
  }

  @Override
  public void onError(Throwable failure) {
    events.add("error: " + failure.getMessage());
  }

  /** Returns how many of the events start with this text. */
  public long count(String start) {
    return events.stream().filter(event -> event.startsWith(start)).count();
  }
}
