package dev.bytestore.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;

/** Puts the JVM's common pool into the state in which an application may leave it. */
public final class CommonPool {

  private CommonPool() {}

  /** Blocks all threads of the common pool until the JVM ends. */
  public static void hold() throws InterruptedException {
    ForkJoinPool pool = ForkJoinPool.commonPool();
    CountDownLatch held = new CountDownLatch(pool.getParallelism());
    for (int i = 0; i < pool.getParallelism(); i++) {
      pool.execute(
          () -> {
            held.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    held.await();
  }
}
