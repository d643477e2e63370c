package dev.bytestore.testing;

import dev.bytestore.LlmCacheListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it is told. */
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

  /** How many of the events start so. */
  public long count(String start) {
    return events.stream().filter(event -> event.startsWith(start)).count();
  }
}
