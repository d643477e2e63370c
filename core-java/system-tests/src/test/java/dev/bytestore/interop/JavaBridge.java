package dev.bytestore.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.ByteStore;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.internal.cache.GenerationsCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Serves our stores and caches to a Python process: POST /name/method, with JSON in and out. */
final class JavaBridge implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  JavaBridge() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void serve(String name, ByteStore store) {
    BlockingByteStore blocking = store.blocking();
    server.createContext("/" + name, exchange -> answer(exchange, (m, a) -> call(blocking, m, a)));
  }

  void serve(String name, LlmCache cache) {
    BlockingLlmCache blocking = cache.blocking();
    server.createContext("/" + name, exchange -> answer(exchange, (m, a) -> call(blocking, m, a)));
  }

  private static @Nullable Object call(BlockingByteStore store, String method, JsonNode arguments) {
    switch (method) {
      case "mget" -> {
        return store.mget(texts(arguments.get("keys")));
      }
      case "mset" -> {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (JsonNode pair : arguments.get("pairs")) {
          entries.put(pair.get(0).textValue(), Base64.getDecoder().decode(pair.get(1).textValue()));
        }
        store.mset(entries);
      }
      case "mdelete" -> store.mdelete(texts(arguments.get("keys")));
      case "yield_keys" -> {
        return store.yieldKeys(arguments.get("prefix").textValue()).toList();
      }
      default -> throw new IllegalArgumentException(method);
    }
    return null;
  }

  private static @Nullable Object call(BlockingLlmCache cache, String method, JsonNode arguments) {
    String prompt = arguments.path("prompt").asText();
    String llm = arguments.path("llm").asText();
    switch (method) {
      case "lookup" -> {
        List<Generation> found = cache.lookup(prompt, llm);
        return found == null ? null : GenerationsCodec.encode(found);
      }
      case "update" ->
          cache.update(prompt, llm, GenerationsCodec.decode(arguments.get("text").textValue()));
      case "clear" -> cache.clear();
      default -> throw new IllegalArgumentException(method);
    }
    return null;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  private interface Call {
    @Nullable Object run(String method, JsonNode arguments);
  }

  private static void answer(HttpExchange exchange, Call call) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int status = 200;
    byte[] body;
    try {
      JsonNode arguments = JSON.readTree(exchange.getRequestBody());
      body = JSON.writeValueAsBytes(call.run(path.substring(path.lastIndexOf('/') + 1), arguments));
    } catch (RuntimeException e) {
      status = 500;
      body = e.toString().getBytes(UTF_8);
    }
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
