package dev.bytestore.internal.cache;

import dev.bytestore.Generation;
import dev.bytestore.Message;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writing and reading the JSON of an entry of the LLM cache: one chat answer.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=org.openjdk.jmh.Main \
 *     "-Dbenchmarks=GenerationsCodecBenchmark -prof gc"
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GenerationsCodecBenchmark {

  @Param({"100", "10000"})
  int answerCharacters;

  private List<Generation> generations;
  private String text;

  /** Creates an answer of the given length. */
  @Setup
  public void setup() {
    String answer = "A plain answer, \"quoted\" once.\n".repeat(answerCharacters / 31 + 1);
    generations = List.of(Generation.chat(Message.ai(answer.substring(0, answerCharacters))));
    text = GenerationsCodec.encode(generations);
  }

  /** Encodes the entry. */
  @Benchmark
  public String encode() {
    return GenerationsCodec.encode(generations);
  }

  /** Decodes the entry. */
  @Benchmark
  public List<Generation> decode() {
    return GenerationsCodec.decode(text);
  }
}
