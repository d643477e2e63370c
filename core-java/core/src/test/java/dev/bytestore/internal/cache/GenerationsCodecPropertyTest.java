package dev.bytestore.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.Generation;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class GenerationsCodecPropertyTest {

  @Property(tries = 500)
  void anyGenerationsComeBackEqual(@ForAll("generations") List<Generation> generations) {
    String text = GenerationsCodec.encode(generations);

    assertThat(text).matches("[ -~]*");
    assertThat(GenerationsCodec.decode(text)).isEqualTo(generations);
  }

  @Property(tries = 500)
  void anyTextIsAHitOrAMiss(@ForAll String text) {
    assertHitOrMiss(text);
    assertHitOrMiss("[" + text + "]");
    assertHitOrMiss("[\"" + text + "\"]");
  }

  @Property(tries = 2_000)
  void anyChangeOfAnEntryLeavesAHitOrAMiss(
      @ForAll("generations") List<Generation> generations,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0) Integer> places,
      @ForAll("fragments") String fragment,
      @ForAll @IntRange(min = 0, max = 30) int removed) {
    StringBuilder text = new StringBuilder(GenerationsCodec.encode(generations));
    for (int place : places) {
      int start = place % (text.length() + 1);
      text.replace(start, Math.min(text.length(), start + removed), fragment);
    }

    assertHitOrMiss(text.toString());
  }

  private static void assertHitOrMiss(String text) {
    List<Generation> generations = GenerationsCodec.decode(text);
    if (generations != null) {
      assertThat(GenerationsCodec.decode(GenerationsCodec.encode(generations)))
          .isEqualTo(generations);
    }
  }

  @Provide
  Arbitrary<String> fragments() {
    return Arbitraries.of(
        "",
        "\"",
        "\\",
        "\\\"",
        "\\\\\"",
        "{",
        "}",
        "[",
        "]",
        "null",
        "true",
        "1",
        "-1e400",
        "NaN",
        "-INF",
        "[]",
        "{}",
        ", ",
        ": ",
        "\\\\ud800",
        "\u0130",
        "\u0000",
        "Chunk",
        "lc",
        "kwargs",
        "\\\"lc\\\": 1, ",
        "\\\"self\\\": 1, ",
        "\\\"text\\\": null, ",
        "content_blocks",
        "__lc_escaped__",
        "secret",
        "not_implemented",
        "langchain_core",
        "AIMessage",
        "tool_calls");
  }

  @Provide
  Arbitrary<List<Generation>> generations() {
    return Arbitraries.randomValue(RandomGenerations::next);
  }
}
