package dev.bytestore.internal;

import org.jspecify.annotations.Nullable;

/**
 * Gives user code the context class loader of the thread that made the call, which libraries use to
 * find configuration and services. Threads of the shared pool serve all applications of a process,
 * so they have no such loader themselves. Threads of other executors are not changed.
 */
final class CallerContext {

  private final @Nullable ClassLoader classLoader;

  private CallerContext(@Nullable ClassLoader classLoader) {
    this.classLoader = classLoader;
  }

  static CallerContext current() {
    return new CallerContext(Thread.currentThread().getContextClassLoader());
  }

  void run(Runnable task) {
    Thread thread = Thread.currentThread();
    if (!CompletionExecutor.owns(thread)) {
      task.run();
      return;
    }
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classLoader);
    try {
      task.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
