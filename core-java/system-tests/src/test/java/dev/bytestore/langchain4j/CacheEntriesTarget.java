package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.Generation;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.fuzz.Corpus;
import dev.bytestore.fuzz.FuzzInput;
import dev.bytestore.fuzz.FuzzTarget;
import dev.bytestore.fuzz.Secrets;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.internal.cache.EntryReader;
import dev.bytestore.internal.json.JsonWriter;
import dev.bytestore.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Entries of an LLM cache. Any text is a hit or a miss. The answers of a hit can be written again,
 * used in a prompt and converted to a response of LangChain4j.
 */
public final class CacheEntriesTarget implements FuzzTarget {

  private static final int MAX_ENTRY_BYTES = 1 << 20;
  private static final CacheKey KEY = CacheKey.of("prompt", "llm");
  private static final int WHOLE_ENTRY = 0;
  private static final int GENERATIONS = 1;

  @Override
  public String name() {
    return "cache-entries";
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    Stream.of(
            Golden.vectors("generations.json", "vectors"),
            Golden.vectors("generations_more.json", "written"),
            Golden.vectors("generations_more.json", "read"),
            Golden.vectors("cache_read.json", "vectors"),
            Golden.vectors("tool_call_chunks.json", "chunks"),
            Golden.vectors("python_only.json", "entries"))
        .flatMap(vectors -> vectors)
        .map(vector -> vector.path("stored_text").asText())
        .forEach(entry -> seeds.addAll(seeds(entry)));
    Corpus.resources(CacheEntriesTarget.class, "/hostile/entries")
        .values()
        .forEach(entry -> seeds.addAll(seeds(new String(entry, UTF_8))));
    return seeds;
  }

  /** The entry, and its generations without the quotes and backslashes around them. */
  private static List<byte[]> seeds(String entry) {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(FuzzInput.raw(new int[] {WHOLE_ENTRY}, entry));
    List<String> generations = new ArrayList<>();
    try {
      for (JsonNode generation : new ObjectMapper().readTree(entry)) {
        if (generation.isTextual()) {
          generations.add(generation.asText());
        }
      }
    } catch (JsonProcessingException e) {
      return seeds; // some entries are malformed on purpose
    }
    if (!generations.isEmpty()) {
      String lines = String.join("\n", generations);
      seeds.add(FuzzInput.raw(new int[] {GENERATIONS}, lines));
      seeds.add(FuzzInput.raw(new int[] {GENERATIONS}, lines.replace("fizz", Secrets.TEXT)));
    }
    return seeds;
  }

  @Override
  public void run(FuzzInput input) {
    boolean isWhole = input.choose(2) == WHOLE_ENTRY;
    String text = input.restAsText();
    String entry = isWhole ? text : JsonWriter.write(text.lines().toList());
    Events events = new Events();

    List<Generation> generations = new EntryReader(events, MAX_ENTRY_BYTES).read(KEY, entry);

    String expected = generations == null ? "corrupt miss " : "hit ";
    if (!events.heard.toString().equals(expected)) {
      throw new AssertionError("the listener was told " + events.heard);
    }
    if (generations != null) {
      String outcome = HostileEntries.outcome(entry);
      if (!outcome.endsWith("hit")) {
        throw new AssertionError("a hit is no hit the second time: " + outcome);
      }
    }
  }

  @Override
  public long mostAllocated(int size) {
    return (16L << 20) + 1_000L * size;
  }

  private static final class Events implements LlmCacheListener {

    private final StringBuilder heard = new StringBuilder();

    @Override
    public void onHit() {
      heard.append("hit ");
    }

    @Override
    public void onMiss() {
      heard.append("miss ");
    }

    @Override
    public void onCorruptEntry() {
      heard.append("corrupt ");
    }
  }
}
