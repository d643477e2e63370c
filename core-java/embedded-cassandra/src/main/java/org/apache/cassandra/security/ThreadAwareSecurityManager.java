package org.apache.cassandra.security;

/**
 * Replaces Cassandra's class of this name, which needs a security manager and therefore fails on
 * JDK 24 and newer. That class protects user-defined functions, which are disabled in the embedded
 * server.
 */
public final class ThreadAwareSecurityManager {
  private ThreadAwareSecurityManager() {}

  /** Installs nothing. */
  public static void install() {}

  /** Returns false: no thread runs a user-defined function. */
  public static boolean isSecuredThread() {
    return false;
  }
}
