package dev.bytestore.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Runs a target on one input, and checks what every target promises. */
final class FuzzRunner {

  /** For inputs that a thread waits for without using the CPU. */
  private static final Duration MOST_TIME = Duration.ofMinutes(2);

  private static final int RETRIES = 2;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final FuzzTarget target;
  private final int moreAllocated;
  private final CapturedLog log = CapturedLog.ofBytestore();

  FuzzRunner(FuzzTarget target) {
    this(target, 1);
  }

  /**
   * @param moreAllocated how many times the limit of the target may be allocated
   */
  FuzzRunner(FuzzTarget target, int moreAllocated) {
    this.target = target;
    this.moreAllocated = moreAllocated;
  }

  /** Runs the target. Throws an {@link AssertionError}, or what the target throws. */
  void run(byte[] raw) throws Exception {
    FuzzInput input = FuzzInput.of(raw);
    String problem = problem(input);
    // The first time, classes are loaded and instrumented, and the machine may be busy.
    for (int i = 0; i < RETRIES && problem != null; i++) {
      problem = problem(FuzzInput.of(raw));
    }
    if (problem != null) {
      throw new AssertionError("%s for %,d bytes".formatted(problem, input.size()));
    }
  }

  /** Which limit the target exceeds; null if it exceeds none. */
  private String problem(FuzzInput input) throws Exception {
    long start = System.nanoTime();
    long cpuTime = THREADS.getCurrentThreadCpuTime();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    target.run(input);
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    cpuTime = THREADS.getCurrentThreadCpuTime() - cpuTime;
    Duration time = Duration.ofNanos(System.nanoTime() - start);

    log.check();
    if (allocated / moreAllocated > target.mostAllocated(input.size())) {
      return "allocates %,d bytes".formatted(allocated);
    }
    if (cpuTime > target.mostCpuTime().toNanos()) {
      return "takes %,d ms of CPU time".formatted(cpuTime / 1_000_000);
    }
    return time.compareTo(MOST_TIME) > 0 ? "takes " + time : null;
  }
}
