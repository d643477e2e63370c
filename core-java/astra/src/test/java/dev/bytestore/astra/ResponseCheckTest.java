package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded responses of a real server are accepted, with and without unknown fields. */
class ResponseCheckTest {

  private static final Set<String> COMMANDS =
      Set.of(
          "find",
          "findOne",
          "findOneAndReplace",
          "insertMany",
          "deleteOne",
          "deleteMany",
          "createCollection",
          "deleteCollection",
          "findCollections");

  /** Commands that no store sends, and two whose recordings were shortened. */
  private static final Set<String> NOT_OURS =
      Set.of(
          "find $in, repeated ids",
          "findOneAndReplace, none and no upsert",
          "insertMany 100 docs",
          "insertMany 101 docs",
          "insertMany same id twice in one request");

  static Stream<Arguments> recorded() {
    return Golden.vectors("data_api_exchanges.json", "exchanges")
        .filter(exchange -> exchange.path("status").asInt() == 200)
        .filter(exchange -> !NOT_OURS.contains(exchange.path("title").asText()))
        .filter(exchange -> COMMANDS.contains(command(exchange)))
        .map(exchange -> Arguments.of(exchange.path("title").asText(), exchange));
  }

  private static String command(JsonNode exchange) {
    return exchange.path("request").asText().split("\"", 3)[1];
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recorded")
  void aRecordedAnswerIsBelievedUnlessItIsAnError(String title, JsonNode exchange) {
    String name = command(exchange);
    Command command = new Command(name, new byte[0], ids(exchange, name));
    String response = exchange.path("response").asText();
    String withMore =
        response
            .replace("\"status\":{", "\"status\":{\"new\":[7],")
            .replace("\"data\":{", "\"data\":{\"new\":{\"errors\":[7]},")
            .replaceFirst("\\{", "{\"more\":null,");
    boolean isError = response.contains("\"errors\":[") && !response.contains("\"status\"");

    for (String json : List.of(response, withMore)) {
      DataApiResponse answer =
          Objects.requireNonNull(DataApiResponse.parse(200, json.getBytes(UTF_8), () -> false));
      assertThat(ResponseCheck.problem(answer, command)).isEqualTo(isError ? problem(name) : null);
    }
  }

  private static String problem(String command) {
    return command.equals("insertMany")
        ? "it does not name each document exactly once"
        : "it has errors";
  }

  private static List<String> ids(JsonNode exchange, String name) {
    JsonNode arguments = JsonMutator.read(exchange.path("request").asText()).path(name);
    List<String> ids = new ArrayList<>();
    arguments.path("documents").forEach(document -> ids.add(document.path("_id").asText()));
    JsonNode id = arguments.path("filter").path("_id");
    id.path("$in").forEach(each -> ids.add(each.asText()));
    if (id.isTextual()) {
      ids.add(id.textValue());
    }
    return ids;
  }

  /**
   * The response of a real server if another client writes the document first. The server reads the
   * document again, but {@code matchedCount} says what it found the first time.
   */
  @ParameterizedTest
  @CsvSource({"0, 1", "0, 0", "1, 1", "1, 0"})
  void aReplacementThatAnotherWriterOvertookIsBelieved(int matched, int modified) {
    DataApiResponse answer = replaced("{\"_id\":\"k\"}", matched, modified);

    assertThat(ResponseCheck.problem(answer, REPLACE)).isNull();
    assertThat(ResponseCheck.isOvertaken(answer, REPLACE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aReplacementOfADocumentThatIsGoneWasNotWritten(int matched) {
    DataApiResponse answer = replaced("null", matched, 0);

    assertThat(ResponseCheck.problem(answer, REPLACE)).isNotNull();
    assertThat(ResponseCheck.isOvertaken(answer, REPLACE)).isTrue();
  }

  private static final Command REPLACE =
      new Command("findOneAndReplace", new byte[0], List.of("k"));

  private static DataApiResponse replaced(String document, int matched, int modified) {
    String json =
        "{\"data\":{\"document\":%s},\"status\":{\"matchedCount\":%d,\"modifiedCount\":%d}}"
            .formatted(document, matched, modified);
    return Objects.requireNonNull(DataApiResponse.parse(200, json.getBytes(UTF_8), () -> false));
  }
}
