package dev.bytestore.internal;

import org.jspecify.annotations.Nullable;

/**
 * What user code expects of the thread it runs on: the context class loader of the thread that made
 * the call, by which libraries find configuration and services. The threads of our own pool serve
 * all applications of a process and have none of their own; those of other executors are left
 * alone.
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
