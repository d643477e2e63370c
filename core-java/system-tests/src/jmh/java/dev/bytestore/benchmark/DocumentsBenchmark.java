package dev.bytestore.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.BlockingTypedStore;
import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Reading documents by key, beside reading the same bytes and parsing them with Jackson. All ways
 * run in one JVM, on one node.
 */
public class DocumentsBenchmark extends ServerBenchmark {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Table> TABLES = new ConcurrentHashMap<>();

  @Param("1000")
  int keys;

  @Param("4096")
  int characters;

  /** A sentence that a page repeats. */
  @Param({"english", "russian"})
  String language;

  private Table table;

  /** Finds the table, or creates and fills it. */
  @Setup
  public void setup() {
    table =
        TABLES.computeIfAbsent(
            language + characters + "_" + keys, name -> Table.of(name, keys, page()));
  }

  private String page() {
    String sentence =
        language.equals("english")
            ? "Press the \"red\" button, and wait until the light goes out.\n"
            : "Нажмите красную кнопку и подождите, пока не погаснет свет.\n";
    return sentence.repeat(characters / sentence.length() + 1).substring(0, characters);
  }

  /** The document store. */
  @Benchmark
  public List<Document> documents() {
    List<Document> found = table.documents.mget(table.keys);
    BenchmarkTable.checked(characters, found.get(keys - 1).pageContent().length());
    return found;
  }

  /** The byte store, whose values are then parsed. */
  @Benchmark
  public List<JsonNode> parsedBytes() throws IOException {
    List<JsonNode> found = new ArrayList<>(keys);
    for (byte[] value : table.bytes.mget(table.keys)) {
      found.add(JSON.readTree(value));
    }
    String text = found.get(keys - 1).get("kwargs").get("page_content").asText();
    BenchmarkTable.checked(characters, text.length());
    return found;
  }

  /** The byte store alone. */
  @Benchmark
  public List<byte[]> bytes() {
    return table.bytes.mget(table.keys);
  }

  /** A table with documents. */
  private record Table(
      BlockingByteStore bytes, BlockingTypedStore<Document> documents, List<String> keys) {

    private static Table of(String name, int count, String text) {
      BenchmarkTable table = BenchmarkTable.of("documents_" + name, 0, 0);
      Map<String, Document> pages = new LinkedHashMap<>();
      for (int page = 0; page < count; page++) {
        Map<String, Object> metadata = Map.of("source", "handbook.pdf", "page", page);
        pages.put("handbook/" + page, Document.of(text, metadata));
      }
      BlockingTypedStore<Document> documents = DocumentStore.of(table.store).blocking();
      documents.mset(pages);
      return new Table(table.blocking, documents, List.copyOf(pages.keySet()));
    }
  }
}
