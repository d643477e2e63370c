package dev.bytestore.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.astra.AstraDbLlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.testing.TestCassandra;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Runs LangChain's standard tests with pytest: on Python's classes, on ours, and on pairs in which
 * one writes and the other reads. Each test in pytest is a test here.
 */
class StandardTestsInteropIT {

  private static final Logger LOG = LoggerFactory.getLogger(StandardTestsInteropIT.class);
  private static final String KEYSPACE = TestCassandra.newKeyspace();

  private static DataApiServer server;
  private static JavaBridge bridge;

  @BeforeAll
  static void start() {
    server = DataApiServer.start();
    bridge = new JavaBridge();
    AstraDbConnection connection = SharedDataApi.connection(server);
    bridge.serve(
        "cassandra_store",
        CassandraByteStore.builder(TestCassandra.session())
            .keyspace(KEYSPACE)
            .table("standard_store")
            .build());
    bridge.serve(
        "cassandra_cache",
        CassandraLlmCache.builder(TestCassandra.session())
            .keyspace(KEYSPACE)
            .table("standard_cache")
            .build());
    bridge.serve(
        "data_store", AstraDbByteStore.builder(connection).collection("standard_store").build());
    bridge.serve(
        "data_cache", AstraDbLlmCache.builder(connection).collection("standard_cache").build());
  }

  @AfterAll
  static void stop() {
    bridge.close();
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> storesPassLangChainsTests() throws Exception {
    return pytest("test_stores.py");
  }

  @TestFactory
  Stream<DynamicTest> cachesPassLangChainsTests() throws Exception {
    return pytest("test_caches.py");
  }

  private static Stream<DynamicTest> pytest(String file) throws Exception {
    Path report = PythonEnvironment.output("pytest", ".xml");
    Path output = PythonEnvironment.output("pytest", ".txt");
    run(file, report, output);

    List<DynamicTest> tests = new ArrayList<>();
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element element = (Element) cases.item(i);
      String name = element.getAttribute("classname") + " " + element.getAttribute("name");
      tests.add(DynamicTest.dynamicTest(name, () -> checkPassed(element)));
    }
    assertThat(tests).as(PythonEnvironment.tail(output)).hasSizeGreaterThan(100);
    return tests.stream();
  }

  private static void run(String file, Path report, Path output)
      throws IOException, InterruptedException {
    ProcessBuilder python =
        PythonEnvironment.python(
            List.of(
                "-m",
                "pytest",
                "--quiet",
                "-p",
                "no:cacheprovider",
                "--override-ini=asyncio_mode=auto",
                "--rootdir=standard",
                "--junitxml=" + report,
                "standard/" + file));
    python.environment().put("INTEROP_SETTINGS", settings());
    Process process = python.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("pytest ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    LOG.info("{}: {}", file, Files.readString(output).strip().lines().reduce((a, b) -> b).get());
  }

  private static String settings() throws IOException {
    return new ObjectMapper()
        .writeValueAsString(
            Map.of(
                "cassandra", PythonPeer.address(TestCassandra.server()),
                "keyspace", KEYSPACE,
                "astra", SharedDataApi.pythonConnection(server),
                "java", bridge.url()));
  }

  /** Fails if a test failed or was skipped, because a skipped test has tested nothing. */
  private static void checkPassed(Element testCase) {
    for (Node node = testCase.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (List.of("failure", "error", "skipped").contains(node.getNodeName())) {
        fail(node.getTextContent());
      }
    }
  }
}
