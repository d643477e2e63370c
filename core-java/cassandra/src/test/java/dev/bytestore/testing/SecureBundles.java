package dev.bytestore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Secure connect bundles like those of Astra DB and cassio, for a test's own server. */
public final class SecureBundles {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final TestCertificates certificates;
  private final int metadataPort;
  private final String keyspace;

  /**
   * Creates bundles for one server.
   *
   * @param metadataPort the port of the metadata service on this machine
   */
  public SecureBundles(TestCertificates certificates, int metadataPort, String keyspace) {
    this.certificates = certificates;
    this.metadataPort = metadataPort;
    this.keyspace = keyspace;
  }

  /** A bundle like Astra DB's, with the files that only other drivers read. */
  public byte[] zip() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    pemFiles(TestCertificates.RSA_CLIENT, certificates.keyPem(TestCertificates.RSA_CLIENT))
        .forEach((name, text) -> files.put(name, text.getBytes(UTF_8)));
    try {
      files.put(
          "identity.jks",
          Files.readAllBytes(certificates.keyStore(TestCertificates.RSA_CLIENT, "JKS")));
      files.put("trustStore.jks", Files.readAllBytes(certificates.trustStore("JKS")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.put("cert.pfx", new byte[] {1, 2, 3});
    files.put("cqlshrc", "[connection]".getBytes(UTF_8));
    return Zips.of(files);
  }

  /** An init string like that of cassio-create-init-string. */
  public String initString(String client, String keyPem, String token) {
    ObjectNode content = MAPPER.createObjectNode();
    pemFiles(client, keyPem).forEach(content.putObject("bundle_data")::put);
    content
        .putObject("options")
        .put("version", "1")
        .put("bundle_file_name", "../../outside.zip")
        .put("token", token)
        .putNull("keyspace");
    return Base64.getEncoder().encodeToString(content.toString().getBytes(UTF_8));
  }

  private Map<String, String> pemFiles(String client, String keyPem) {
    ObjectNode config =
        MAPPER
            .createObjectNode()
            .put("host", "localhost")
            .put("port", metadataPort)
            .put("keyspace", keyspace)
            .put("caCertLocation", "./ca.crt")
            .put("keyLocation", "./key")
            .put("certLocation", "./cert")
            .put("keyStoreLocation", "./identity.jks")
            .put("keyStorePassword", TestCertificates.PASSWORD)
            .put("trustStoreLocation", "./trustStore.jks")
            .put("trustStorePassword", TestCertificates.PASSWORD);
    Map<String, String> files = new LinkedHashMap<>();
    files.put("config.json", config.toString());
    files.put("ca.crt", certificates.authorityPem());
    files.put("cert", certificates.certificatePem(client));
    files.put("key", keyPem);
    return files;
  }
}
