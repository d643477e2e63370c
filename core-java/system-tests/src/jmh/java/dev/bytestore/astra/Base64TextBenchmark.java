package dev.bytestore.astra;

import java.util.Base64;
import java.util.Random;
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
 * Reading a value of a document, beside the JDK's decoder, which is stricter than Python's.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=org.openjdk.jmh.Main \
 *     "-Dbenchmarks=Base64TextBenchmark -prof gc"
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Base64TextBenchmark {

  @Param({"100", "65536"})
  int valueBytes;

  private String text;
  private String textWithLineBreaks;

  /** Makes a random value of the wanted length. */
  @Setup
  public void setup() {
    byte[] value = new byte[valueBytes];
    new Random(1).nextBytes(value);
    text = Base64.getEncoder().encodeToString(value);
    textWithLineBreaks = Base64.getMimeEncoder().encodeToString(value) + "\n";
  }

  /** A value as both Python and this library write it. */
  @Benchmark
  public byte[] decode() {
    return Base64Text.decode(text);
  }

  /** A value with line breaks in it, which Python leaves out. */
  @Benchmark
  public byte[] decodeWithLineBreaks() {
    return Base64Text.decode(textWithLineBreaks);
  }

  /** The JDK's decoder alone. */
  @Benchmark
  public byte[] jdk() {
    return Base64.getDecoder().decode(text);
  }
}
