package dev.bytestore.fuzz;

import java.time.Duration;
import java.util.List;

/**
 * Code that reads data of others, and what it promises for any input. Implementations are listed in
 * {@code META-INF/services}.
 */
public interface FuzzTarget {

  /** The name of this target and of its corpus file. */
  String name();

  /** Prepares for runs, such as by starting a server. Called once, before all methods below. */
  default void start() throws Exception {}

  /** The inputs to start from, besides the corpus file. */
  List<byte[]> seeds() throws Exception;

  /** Reads {@code input}. Throws an {@link AssertionError} if a promise of the target is broken. */
  void run(FuzzInput input) throws Exception;

  /** The most CPU time that a thread may take for one input. */
  default Duration mostCpuTime() {
    return Duration.ofSeconds(3);
  }

  /**
   * The most bytes that the calling thread may allocate for {@code size} bytes of input. An upper
   * bound on the heap that is needed at any time, and unlike that it can be measured.
   */
  long mostAllocated(int size);

  /** Whether this target needs a Cassandra server. */
  default boolean needsServer() {
    return false;
  }
}
