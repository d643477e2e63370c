package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns if two copies of the driver are on the class path. The driver is published under two Maven
 * coordinates that contain the same classes. With both on the class path, chance decides which jar
 * a class is loaded from.
 */
final class DriverJars {

  private static final Logger LOG = LoggerFactory.getLogger(DriverJars.class);
  private static final String RESOURCE = "com/datastax/oss/driver/Driver.properties";
  private static final AtomicBoolean CHECKED = new AtomicBoolean();

  private DriverJars() {}

  /** Logs a warning, once per process, if the driver is found more than once. */
  static void check() {
    check(CHECKED, CqlSession.class.getClassLoader());
  }

  static void check(AtomicBoolean checked, @Nullable ClassLoader loader) {
    if (!checked.compareAndSet(false, true)) {
      return;
    }
    Set<String> jars = locations(loader);
    if (jars.size() > 1) {
      LOG.warn(
          "The driver is on the class path more than once: {}. Exclude all but one of"
              + " com.datastax.oss:java-driver-core and org.apache.cassandra:java-driver-core;"
              + " otherwise chance decides from which jar each class is loaded",
          String.join(" and ", jars));
    }
  }

  private static Set<String> locations(@Nullable ClassLoader loader) {
    Set<String> jars = new TreeSet<>();
    try {
      if (loader != null) {
        for (URL url : Collections.list(loader.getResources(RESOURCE))) {
          jars.add(jar(url.toString()));
        }
      }
    } catch (IOException e) {
      // The locations stay unknown, which is no reason to fail.
    }
    return jars;
  }

  /** The jar or the directory that contains the resource at {@code url}. */
  private static String jar(String url) {
    String location = url.substring(0, url.length() - RESOURCE.length());
    return location.replaceFirst("^jar:", "").replaceFirst("!/$", "").replaceFirst("^file:", "");
  }
}
