package dev.bytestore.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import jnr.ffi.annotations.Out;

/**
 * The processor time of this process. On Linux it asks the C library, through the driver's own
 * dependency, because the JDK counts in steps of 10 ms there.
 */
final class CpuClock {

  /** CLOCK_PROCESS_CPUTIME_ID of Linux. */
  private static final int PROCESS = 2;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private CpuClock() {}

  /** What this class calls of the C library. */
  public interface LibC {
    int clock_gettime(int clock, @Out long[] secondsAndNanos);
  }

  static long nanos() {
    return isLinux() ? Linux.nanos() : SYSTEM.getProcessCpuTime();
  }

  private static boolean isLinux() {
    return Platform.getNativePlatform().getOS() == Platform.OS.LINUX;
  }

  private static final class Linux {

    private static final LibC LIBRARY = LibraryLoader.create(LibC.class).load("c");

    static long nanos() {
      long[] time = new long[2];
      if (LIBRARY.clock_gettime(PROCESS, time) != 0) {
        throw new IllegalStateException("no processor time of this process");
      }
      return time[0] * 1_000_000_000 + time[1];
    }
  }
}
