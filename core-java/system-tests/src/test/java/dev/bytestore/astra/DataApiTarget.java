package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.PartialWriteException;
import dev.bytestore.fuzz.Corpus;
import dev.bytestore.fuzz.FuzzInput;
import dev.bytestore.fuzz.FuzzTarget;
import dev.bytestore.fuzz.Secrets;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Responses to the calls of a store and a cache. Each call ends soon, after a limited number of
 * requests, with a result or a documented exception.
 */
public final class DataApiTarget implements FuzzTarget {

  private static final List<String> CALLS =
      List.of(
          "mset",
          "msetOne",
          "mget",
          "mdelete",
          "yieldKeys",
          "lookup",
          "update",
          "delete",
          "clear",
          "setup");
  private static final List<Integer> STATUSES = List.of(200, 201, 400, 401, 429, 500, 503);
  private static final long ENOUGH_SECONDS = 60;

  /** More than a listing reads in a row without a key. */
  private static final int MOST_REQUESTS = DocumentListing.MAX_EMPTY_PAGES + 100;

  private DataApiServer server;
  private HostileResponses calls;

  @Override
  public void start() {
    server = DataApiServer.start();
    calls = new HostileResponses(server);
  }

  @Override
  public String name() {
    return "data-api";
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    for (byte[] file : Corpus.resources(HostileResponses.class, "/hostile/responses").values()) {
      JsonNode responses = mapper.readTree(file);
      List<String> bodies = new ArrayList<>();
      responses.get("bodies").forEach(body -> bodies.add(body.toString()));
      seeds.add(
          seed(
              CALLS.indexOf(responses.get("call").asText()),
              responses.get("status").asInt(),
              String.join("\n", bodies)));
    }
    for (JsonNode exchange : Golden.vectors("data_api_exchanges.json", "exchanges").toList()) {
      String response = exchange.get("response").asText();
      int call = seeds.size() % CALLS.size(); // the fuzzer tries the others
      seeds.add(seed(call, exchange.get("status").asInt(), response));
    }
    for (String name : List.of("value", "_id", "nextPageState", Secrets.TEXT)) {
      String document =
          Map.of("_id", "{\"_id\":\"%s\",\"value\":\"AA==\"}")
              .getOrDefault(name, "{\"_id\":\"a\",\"" + name + "\":\"%s\"}")
              .formatted(Secrets.TEXT);
      String page = "{\"data\":{\"documents\":[%s],\"nextPageState\":%s}}";
      seeds.add(seed(CALLS.indexOf("mget"), 200, page.formatted(document, "null")));
      seeds.add(
          seed(
              CALLS.indexOf("yieldKeys"),
              200,
              page.formatted(document, "\"" + Secrets.TEXT + "\"")));
    }
    return seeds;
  }

  private static byte[] seed(int call, int status, String bodies) {
    String id = CacheKey.of("prompt", "llm").documentId();
    return FuzzInput.raw(
        new int[] {call, Math.max(0, STATUSES.indexOf(status))}, bodies.replace("{id}", id));
  }

  @Override
  public void run(FuzzInput input) throws Exception {
    String call = CALLS.get(input.choose(CALLS.size()));
    int status = STATUSES.get(input.choose(STATUSES.size()));
    // Splits at newlines, and changes no other byte.
    List<String> bodies = List.of(new String(input.rest(), ISO_8859_1).split("\n", -1));
    AtomicInteger requests = new AtomicInteger();
    // The responses have an end, because a clear goes on as long as the server deletes documents.
    Supplier<byte[]> next =
        () -> {
          int request = requests.getAndIncrement();
          String body = request > MOST_REQUESTS ? "" : bodies.get(request % bodies.size());
          return body.getBytes(ISO_8859_1);
        };
    server.forgetFaults();
    server.fail(Integer.MAX_VALUE, Fault.answersBytes(status, next));
    try {
      calls.call(call).get(ENOUGH_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(call + " has no end after " + requests + " requests", e);
    } catch (ExecutionException e) {
      check(call, e.getCause(), bodies);
    }
    if (requests.get() > MOST_REQUESTS && !call.equals("clear")) {
      throw new AssertionError(call + " sent " + requests + " requests");
    }
  }

  private static void check(String call, Throwable failure, List<String> bodies) {
    Throwable cause = failure instanceof PartialWriteException ? failure.getCause() : failure;
    // The value of a document that a program other than a byte store wrote; see BlockingByteStore.
    boolean isForeign = call.equals("mget") && cause instanceof IllegalStateException;
    if (!(cause instanceof DataApiException || isForeign)) {
      throw new AssertionError(call + " fails with an undocumented exception", failure);
    }
    String shown = Secrets.printed(failure);
    for (String text : shownTexts(bodies)) {
      shown = shown.replace(ErrorTexts.printable(text), "");
    }
    Secrets.check(shown);
  }

  /** The codes and titles of errors, which messages show on purpose. */
  private static List<String> shownTexts(List<String> bodies) {
    List<String> texts = new ArrayList<>();
    for (String body : bodies) {
      DataApiResponse response = DataApiResponse.parse(200, body.getBytes(ISO_8859_1), () -> false);
      if (response != null) {
        for (DataApiException.Error error : response.errors()) {
          texts.add(error.code());
          texts.add(error.title());
        }
      }
    }
    texts.removeIf(text -> !text.contains(Secrets.TEXT) && !text.contains(Secrets.NUMBER));
    return texts;
  }

  @Override
  public long mostAllocated(int size) {
    return Long.MAX_VALUE; // other threads read the responses; the heap of 128 MB limits them
  }
}
