package dev.bytestore.compatibility;

import com.datastax.oss.driver.api.core.MavenCoordinates;
import com.datastax.oss.driver.api.core.session.Session;
import dev.bytestore.testing.TestCassandra;

/** A {@link TestRun} that also prints which driver and server the tests use. */
final class ServerTestRun {

  private ServerTestRun() {}

  /** Arguments: the names of the test classes. */
  public static void main(String[] testClasses) {
    MavenCoordinates driver = Session.OSS_DRIVER_COORDINATES;
    System.out.println("driver %s %s".formatted(driver.getGroupId(), driver.getVersion()));
    System.out.println(
        "Cassandra "
            + TestCassandra.session()
                .execute("SELECT release_version FROM system.local")
                .one()
                .getString("release_version"));
    TestRun.main(testClasses);
  }
}
