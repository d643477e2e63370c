package dev.bytestore.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** The cassandra.yaml of one node. */
final class ServerSettings {
  /** Keys that a caller cannot set, because nodes and clients could then not find each other. */
  static final Set<String> FIXED =
      Set.of(
          "listen_address",
          "rpc_address",
          "native_transport_port",
          "storage_port",
          "seed_provider",
          "data_file_directories",
          "commitlog_directory",
          "saved_caches_directory",
          "hints_directory",
          "cdc_raw_directory");

  private static final int COMMITLOG_SYNC_MILLIS = 10_000;

  private ServerSettings() {}

  static String yaml(
      ClusterAddresses addresses, int node, Path directory, EmbeddedCassandra.Builder options) {
    String host = addresses.hosts().get(node).getHostAddress();
    String seed = addresses.hosts().get(0).getHostAddress() + ":" + addresses.storagePort();

    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("cluster_name", "bytestore");
    settings.put("num_tokens", 16);
    settings.put("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner");
    settings.put("endpoint_snitch", "SimpleSnitch");
    if (options.restartable) {
      settings.put("commitlog_sync", "batch");
    } else {
      settings.put("commitlog_sync", "periodic");
      if (options.version.equals("4.0")) { // which has no durations with units
        settings.put("commitlog_sync_period_in_ms", COMMITLOG_SYNC_MILLIS);
      } else {
        settings.put("commitlog_sync_period", COMMITLOG_SYNC_MILLIS + "ms");
      }
    }
    // A joining node has no data to copy, and a bootstrap would wait for the ring delay.
    settings.put("auto_bootstrap", false);
    settings.put("auto_snapshot", false);
    settings.put("key_cache_save_period", 0);
    settings.putAll(options.settings);

    settings.put("listen_address", host);
    settings.put("rpc_address", host);
    settings.put("native_transport_port", addresses.nativePort());
    settings.put("storage_port", addresses.storagePort());
    settings.put(
        "seed_provider",
        List.of(
            Map.of(
                "class_name",
                "org.apache.cassandra.locator.SimpleSeedProvider",
                "parameters",
                List.of(Map.of("seeds", seed)))));
    settings.put("data_file_directories", List.of(directory.resolve("data")));
    settings.put("commitlog_directory", directory.resolve("commitlog"));
    settings.put("saved_caches_directory", directory.resolve("saved_caches"));
    settings.put("hints_directory", directory.resolve("hints"));
    settings.put("cdc_raw_directory", directory.resolve("cdc_raw"));

    StringBuilder yaml = new StringBuilder();
    settings.forEach(
        (key, value) -> yaml.append(quote(key)).append(": ").append(json(value)).append('\n'));
    return yaml.toString();
  }

  /** Writes JSON, which is valid YAML and easier to quote. */
  private static String json(Object value) {
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof Map<?, ?> map) {
      StringJoiner members = new StringJoiner(", ", "{", "}");
      map.forEach((key, member) -> members.add(quote(key.toString()) + ": " + json(member)));
      return members.toString();
    }
    if (value instanceof List<?> list) {
      StringJoiner elements = new StringJoiner(", ", "[", "]");
      list.forEach(element -> elements.add(json(element)));
      return elements.toString();
    }
    return quote(value.toString());
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(
            character -> {
              if (character == '"' || character == '\\') {
                quoted.append('\\').append((char) character);
              } else if (character < ' ') {
                quoted.append(String.format("\\u%04x", character));
              } else {
                quoted.append((char) character);
              }
            });
    return quoted.append('"').toString();
  }
}
