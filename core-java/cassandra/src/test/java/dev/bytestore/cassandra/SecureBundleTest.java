package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.testing.DamagedBundles;
import dev.bytestore.testing.SecureBundles;
import dev.bytestore.testing.TestCertificates;
import dev.bytestore.testing.Zips;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecureBundleTest {

  private static final byte[] CONFIG = "{\"keyspace\": \"ks\"}".getBytes(UTF_8);

  @TempDir static Path directory;
  private static TestCertificates certificates;

  @BeforeAll
  static void makeCertificates() {
    certificates = TestCertificates.make(directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/cron.d/x",
        "../x",
        "a/../../x",
        "a/..",
        "C:/x",
        "a\\..\\x",
        "x\u0000",
        "..",
        "//x/y"
      })
  void aNameThatLeadsOutOfTheBundleIsRefused(String name) {
    byte[] zip = Zips.of(Map.of("config.json", CONFIG, name, new byte[1]));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(zip))
        .withMessageContaining("the name of file ")
        .withMessageNotContaining(name);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofFiles(Map.of(name, new byte[1])))
        .withMessageContaining("the name of file ");
  }

  @Test
  void aZipBombIsRefusedBeforeItIsUnpackedInFull() {
    byte[] zip = Zips.of(Map.of("config.json", new byte[50 << 20]));
    assertThat(zip).hasSizeLessThan(BundleFiles.MAX_PACKED_BYTES);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(zip))
        .withMessageContaining("unpacks to more than");
  }

  @Test
  void manySmallFilesThatAddUpAreRefused() {
    Map<String, byte[]> large = new LinkedHashMap<>();
    for (int i = 0; i < 10; i++) {
      large.put("file" + i, new byte[1 << 20]);
    }
    Map<String, byte[]> many = new LinkedHashMap<>();
    for (int i = 0; i < 1_000; i++) {
      many.put("file" + i, new byte[0]);
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(Zips.of(large)))
        .withMessageContaining("unpacks to more than");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(Zips.of(many)))
        .withMessageContaining("unpacks to more than");
  }

  @Test
  void aFileLargerThanAnyBundleIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(new byte[BundleFiles.MAX_PACKED_BYTES + 1]))
        .withMessageContaining("larger than");
  }

  @Test
  void aFileThatIsNotAZipIsRefused() {
    byte[] half = Zips.of(Map.of("config.json", new byte[5_000]));
    half = Arrays.copyOf(half, 45);
    byte[] damaged = half;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip("<html>not here</html>".getBytes(UTF_8)))
        .withMessageContaining("not a zip file");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(new byte[0]))
        .withMessageContaining("not a zip file");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(damaged))
        .withMessageContaining("damaged");
  }

  @Test
  void filesThatOtherDriversReadAreLeftOut() {
    Map<String, byte[]> files =
        DamagedBundles.files(new SecureBundles(certificates, 1, "ks").zip());
    files.put("docs/", new byte[0]);
    files.put("docs/readme.md", new byte[] {4});
    SecureBundle bundle = SecureBundle.ofZip(Zips.of(files));

    assertThat(bundle.keyspace()).isEqualTo("ks");
    assertThat(BundleFiles.unpack(bundle.forDriver()))
        .containsOnlyKeys("config.json", "identity.jks", "trustStore.jks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"keyspace\": 7}", "{\"keyspace\": null}", "[]", "no JSON"})
  void aKeyspaceThatCannotBeReadIsNull(String config) {
    byte[] zip = Zips.of(Map.of("config.json", config.getBytes(UTF_8)));

    assertThat(SecureBundle.ofZip(zip).keyspace()).isNull();
    assertThat(SecureBundle.ofZip(Zips.of(Map.of("key", new byte[1]))).keyspace()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {TestCertificates.RSA_CLIENT, TestCertificates.EC_CLIENT})
  void pemFilesBecomeTheKeyStoresThatTheDriverReads(String client) throws Exception {
    for (String key : new String[] {certificates.keyPem(client), certificates.oldKeyPem(client)}) {
      byte[] zip = SecureBundle.ofFiles(pemFiles(client, key)).forDriver();

      Map<String, byte[]> files = BundleFiles.unpack(zip);
      JsonNode config = new ObjectMapper().readTree(files.get("config.json"));
      assertThat(config.get("host").asText()).isEqualTo("localhost");
      char[] password = config.get("keyStorePassword").asText().toCharArray();
      assertThat(password).hasSizeGreaterThan(20);
      KeyStore identity = load(files.get("identity.jks"), password);
      String alias = identity.aliases().nextElement();
      assertThat(TestCertificates.pem(identity.getKey(alias, password)))
          .isEqualTo(certificates.keyPem(client));
      KeyStore trust =
          load(
              files.get("trustStore.jks"), config.get("trustStorePassword").asText().toCharArray());
      assertThat(trust.size()).isEqualTo(1);
    }
  }

  @Test
  void thePasswordOfTheKeyStoresIsAnotherEachTime() throws Exception {
    SecureBundle bundle =
        SecureBundle.ofFiles(
            pemFiles(TestCertificates.EC_CLIENT, certificates.keyPem(TestCertificates.EC_CLIENT)));

    assertThat(BundleFiles.unpack(bundle.forDriver()).get("config.json"))
        .isNotEqualTo(BundleFiles.unpack(bundle.forDriver()).get("config.json"));
  }

  @Test
  void filesMayHaveTheNamesThatTheConfigurationGivesThem() {
    Map<String, byte[]> files =
        new HashMap<>(
            pemFiles(
                TestCertificates.RSA_CLIENT, certificates.keyPem(TestCertificates.RSA_CLIENT)));
    files.put("config.json", config("\"keyLocation\": \"./secret/key.pem\""));
    files.put("secret/key.pem", files.remove("key"));

    assertThat(SecureBundle.ofFiles(files).forDriver()).isNotEmpty();

    files.put("config.json", config("\"keyLocation\": \"../../etc/passwd\""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofFiles(files).forDriver())
        .withMessageContaining("a file that its config.json names")
        .withMessageNotContaining("passwd");
  }

  @Test
  void unusableKeysAreRefusedWithoutBeingShown() {
    String client = TestCertificates.RSA_CLIENT;
    String key = certificates.keyPem(client);
    assertRefused(client, certificates.keyPem(TestCertificates.EC_CLIENT), "another algorithm");
    assertRefused(client, certificates.keyPem(TestCertificates.SERVER), "does not match");
    assertRefused(client, key.replace("PRIVATE", "ENCRYPTED PRIVATE"), "encrypted");
    assertRefused(
        client,
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n"
            + "AAAA\n-----END RSA PRIVATE KEY-----",
        "encrypted");
    assertRefused(client, "MIIEsecret", "not a private key in PEM");
    assertRefused(client, key.substring(0, 200) + "\n-----END PRIVATE KEY-----", "cannot be read");
  }

  /** Before, the driver failed with exceptions of any kind. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"keyStorePassword\":\"changeit\"|\"keyStorePassword\":changeit|config.json is not JSON",
        "\"keyStorePassword\":\"changeit\"|\"keyStorePassword\":\"other\"|identity.jks is damaged",
        "\"trustStorePassword\":\"changeit\"|\"trustStorePassword\":7|trustStore.jks is damaged",
        "\"trustStorePassword\":\"changeit\"|\"x\":1|no valid field trustStorePassword",
        "\"host\":\"localhost\"|\"host\":\"localhost/?changeit=\"|no valid host",
        "\"port\":1|\"port\":65536|no valid port",
        "\"port\":1|\"port\":1e400|no valid port"
      })
  void aConfigurationThatTheDriverCannotReadIsRefused(String field, String with, String problem) {
    Map<String, byte[]> files =
        DamagedBundles.files(new SecureBundles(certificates, 1, "ks").zip());
    String config = new String(files.get("config.json"), UTF_8);
    assertThat(config).contains(field);
    files.put("config.json", config.replace(field, with).getBytes(UTF_8));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(Zips.of(files)).forDriver())
        .withMessageContaining(problem)
        .withMessageNotContaining("changeit")
        .withNoCause();
  }

  @Test
  void unusableKeyStoresAreRefused() {
    Map<String, byte[]> files =
        DamagedBundles.files(new SecureBundles(certificates, 1, "ks").zip());
    byte[] trust = files.get("trustStore.jks");
    byte[] identity = files.put("identity.jks", trust);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(Zips.of(files)).forDriver())
        .withMessageContaining("its identity.jks has no key");

    files.put("identity.jks", new byte[1]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(Zips.of(files)).forDriver())
        .withMessageContaining("its identity.jks is damaged");

    files.put("identity.jks", identity);
    files.put("trustStore.jks", Arrays.copyOf(trust, trust.length - 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofZip(Zips.of(files)).forDriver())
        .withMessageContaining("its trustStore.jks is damaged");
  }

  private static void assertRefused(String client, String key, String problem) {
    SecureBundle bundle = SecureBundle.ofFiles(pemFiles(client, key));
    assertThatIllegalArgumentException()
        .isThrownBy(bundle::forDriver)
        .withMessageContaining(problem)
        .withMessageNotContaining(key.substring(0, 10))
        .withNoCause();
  }

  @Test
  void certificatesThatCannotBeReadAreRefused() {
    Map<String, byte[]> files =
        pemFiles(TestCertificates.RSA_CLIENT, certificates.keyPem(TestCertificates.RSA_CLIENT));
    files.put("ca.crt", "CA".getBytes(UTF_8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofFiles(files).forDriver())
        .withMessageContaining("the CA's certificate");

    files.remove("ca.crt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecureBundle.ofFiles(files).forDriver())
        .withMessageContaining("it has no ca.crt");
  }

  private static Map<String, byte[]> pemFiles(String client, String key) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("config.json", config("\"keyLocation\": \"./key\""));
    files.put("ca.crt", certificates.authorityPem().getBytes(UTF_8));
    files.put("cert", certificates.certificatePem(client).getBytes(UTF_8));
    files.put("key", key.getBytes(UTF_8));
    return files;
  }

  private static byte[] config(String more) {
    return "{\"host\": \"localhost\", \"port\": 1, %s}".formatted(more).getBytes(UTF_8);
  }

  private static KeyStore load(byte[] bytes, char[] password) throws Exception {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(new ByteArrayInputStream(bytes), password);
    return store;
  }
}
