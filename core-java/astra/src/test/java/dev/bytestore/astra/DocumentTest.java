package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DocumentTest {

  private static List<Map<String, Object>> fields(List<Document> documents) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Document document : documents) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("_id", document.id());
      fields.put("value", document.value());
      all.add(fields);
    }
    return all;
  }

  @Test
  void theLongestValueMakesADocumentOfFourMillionCharacters() {
    int overhead = "{\"_id\":\"k\",\"value\":\"\"}".length();
    int longest = (4_000_000 - overhead) / 4 * 3;

    Document document = Document.of(Map.of("k", new byte[longest])).get(0);

    assertThat(document.length()).isLessThanOrEqualTo(4_000_000).isGreaterThan(3_999_990);
    String json = new String(Command.of("{\"x\":?}", fields(List.of(document))).body(), UTF_8);
    assertThat(json.length() - "{\"x\":[]}".length()).isEqualTo(document.length());
  }

  @Test
  void aLongerOneIsRefusedByItsPosition() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("secret", new byte[1]);
    entries.put("k", new byte[2_999_990]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Document.of(entries))
        .withMessageContainingAll("entries", "position 1", "2,999,990 bytes", "4,000,000")
        .withMessageNotContaining("secret");
  }

  @Property(tries = 200)
  void aDocumentNeverTakesMoreBytesThanWasReckoned(@ForAll long seed) {
    Random random = new Random(seed);
    int[] alphabet = {'a', '"', '\\', 0, 0x1f, 0x7f, 'é', 0x20ac, 0x1f600};
    StringBuilder id = new StringBuilder("x");
    random
        .ints(random.nextInt(50), 0, alphabet.length)
        .forEach(i -> id.appendCodePoint(alphabet[i]));
    Document document = new Document(id.toString(), new byte[random.nextInt(100)]);

    int bytes =
        Command.of("{\"x\":?}", fields(List.of(document))).body().length - "{\"x\":[]}".length();

    assertThat((long) bytes).isLessThanOrEqualTo(document.bytes());
  }

  @Property(tries = 100)
  void everyDocumentIsInOneChunkAndNoneIsTooLarge(
      @ForAll long seed, @ForAll @IntRange(max = 400) int count) {
    Random random = new Random(seed);
    byte[][] values = {new byte[10], new byte[100_000], new byte[2_900_000]};
    List<Document> documents =
        IntStream.range(0, count)
            .mapToObj(i -> new Document("k" + i, values[random.nextInt(values.length)]))
            .toList();

    List<InsertChunk> chunks = InsertChunk.of(documents, 1);

    assertThat(chunks.stream().flatMap(chunk -> chunk.documents().stream()))
        .containsExactlyElementsOf(documents);
    int start = 0;
    for (InsertChunk chunk : chunks) {
      assertThat(chunk.start()).isEqualTo(start);
      start += chunk.documents().size();
      assertThat(chunk.documents()).hasSizeBetween(1, 100);
      assertThat(chunk.documents().stream().mapToLong(Document::bytes).sum())
          .isLessThanOrEqualTo(19_000_000);
    }
  }

  @Test
  void smallDocumentsTravelByTheHundred() {
    List<Document> documents =
        IntStream.range(0, 1_001).mapToObj(i -> new Document("k" + i, new byte[10])).toList();

    assertThat(InsertChunk.of(documents, 1)).hasSize(11);
  }
}
