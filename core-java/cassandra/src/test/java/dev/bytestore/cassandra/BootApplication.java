package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import java.time.Duration;

/** The application inside the executable jar of {@link BootJarIT}. */
final class BootApplication {

  private BootApplication() {}

  public static void main(String[] arguments) {
    try (CassandraConnection connection = CassandraConnection.fromEnvironment().connect()) {
      print("connect", connection);
    }
    try (CassandraConnection connection =
        CassandraConnection.fromEnvironment().connectAsync().join()) {
      print("connectAsync", connection);
    }
    System.exit(0);
  }

  private static void print(String way, CassandraConnection connection) {
    Duration timeout =
        connection
            .session()
            .getContext()
            .getConfig()
            .getDefaultProfile()
            .getDuration(DefaultDriverOption.REQUEST_TIMEOUT);
    System.out.printf(
        "%s: session %s, timeout %s, classes from %s%n",
        way,
        connection.session().getName(),
        timeout,
        BootApplication.class.getClassLoader().getClass().getName());
  }
}
