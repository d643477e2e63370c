package org.apache.cassandra.security;

/**
 * Takes the place of Cassandra's class of this name, which needs a security manager and so dies on
 * JDK 24 and newer. It guards user-defined functions, which the embedded server leaves disabled.
 */
public final class ThreadAwareSecurityManager {
  private ThreadAwareSecurityManager() {}

  /** Installs nothing. */
  public static void install() {}

  /** Says that no thread runs a user-defined function. */
  public static boolean isSecuredThread() {
    return false;
  }
}
