package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.testing.CommonPool;
import dev.bytestore.testing.HttpsStandIn;
import dev.bytestore.testing.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** Downloads a bundle while the common pool is blocked, for {@link BundleDownloadTest}. */
final class DownloadWithoutCommonPool {

  private DownloadWithoutCommonPool() {}

  /** Downloads once. The only argument is a directory for certificates. */
  public static void main(String[] arguments) throws Exception {
    CommonPool.hold();
    SSLContext trust = TestCertificates.make(Path.of(arguments[0])).sslContext();
    try (HttpsStandIn astra = new HttpsStandIn(trust)) {
      String address = "{\"downloadURL\": \"%s\"}".formatted(astra.url("/bundle"));
      astra.on("/db-1", 200, address.getBytes(UTF_8)).on("/bundle", 200, new byte[] {1, 2});
      byte[] bundle =
          BundleDownload.of(astra.url("/{database_id}"), "db-1", "AstraCS:t")
              .fetch(new HttpsTransport(trust, Duration.ofSeconds(30), 1_000))
              .get(60, TimeUnit.SECONDS);
      System.out.println(bundle.length + " bytes");
    }
    System.exit(0);
  }
}
