package dev.bytestore.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The runner notices broken promises, and inputs are what their description says. */
class FuzzRunnerTest {

  private interface Reader {

    void read(FuzzInput input) throws Exception;
  }

  private static void run(Reader reader, byte[] raw) throws Exception {
    FuzzTarget target =
        new FuzzTarget() {
          @Override
          public String name() {
            return "test";
          }

          @Override
          public List<byte[]> seeds() {
            return List.of();
          }

          @Override
          public void run(FuzzInput input) throws Exception {
            reader.read(input);
          }

          @Override
          public Duration mostCpuTime() {
            return Duration.ofMillis(10); // so that the test is short
          }

          @Override
          public long mostAllocated(int size) {
            return (1 << 20) + 100L * size;
          }
        };
    new FuzzRunner(target).run(raw);
  }

  private static final byte[] INPUT = FuzzInput.raw(new int[] {7}, Secrets.TEXT);

  @Test
  void aTargetThatKeepsItsPromisesPasses() throws Exception {
    List<String> read = new ArrayList<>();

    run(input -> read.add(input.choose(4) + input.restAsText()), INPUT);

    assertThat(read).containsExactly(3 + Secrets.TEXT);
  }

  @Test
  void aFailureIsNotHidden() {
    assertThatThrownBy(
            () ->
                run(
                    input -> {
                      throw new StackOverflowError("of the target");
                    },
                    INPUT))
        .hasMessage("of the target");
  }

  @Test
  void aMessageWithAPartOfTheInputIsNoticed() {
    IllegalArgumentException leak =
        new IllegalArgumentException("a", new IllegalStateException("at " + Secrets.TEXT));

    assertThatThrownBy(() -> Secrets.check(leak)).hasMessageContaining("shows a part");
  }

  @Test
  void aLogLineWithAPartOfTheInputIsNoticed() {
    assertThatThrownBy(
            () ->
                run(
                    input ->
                        LoggerFactory.getLogger("dev.bytestore.Some")
                            .debug("read", new IllegalStateException(input.restAsText())),
                    INPUT))
        .hasMessageContaining("shows a part");
  }

  @Test
  void tooMuchMemoryForTheLengthOfAnInputIsNoticed() {
    assertThatThrownBy(() -> run(input -> sink(new byte[64 << 20]), INPUT))
        .hasMessageContaining("allocates 67,");
  }

  @Test
  void timeThatGrowsWithTheSquareOfTheLengthIsNoticed() {
    byte[] repeated = FuzzInput.raw(new int[0], "ab");
    repeated[0] = (byte) 251; // 16,384 repetitions
    repeated[2] = (byte) 255;

    assertThatThrownBy(
            () ->
                run(
                    input -> {
                      byte[] bytes = input.rest();
                      int sum = 0;
                      for (byte first : bytes) {
                        for (byte second : bytes) {
                          sum = 31 * sum + first * second;
                        }
                      }
                      sink(sum);
                    },
                    repeated))
        .hasMessageContaining("of CPU time for 16,3");
  }

  @Test
  void aSectionIsRepeatedUpToTheLongestInput() {
    byte[] raw = FuzzInput.raw(new int[0], "abcd");
    raw[0] = (byte) 240; // 8 repetitions
    raw[1] = (byte) 64; // from the second byte on
    raw[2] = (byte) 128; // half of the rest

    assertThat(FuzzInput.of(raw).restAsText()).isEqualTo("a" + "bc".repeat(8) + "bcd");
    raw[0] = (byte) 255;
    assertThat(FuzzInput.of(raw).size()).isBetween(FuzzInput.MOST_BYTES - 10, FuzzInput.MOST_BYTES);
    raw[0] = (byte) 239;
    assertThat(FuzzInput.of(raw).rest()).isEqualTo(Arrays.copyOfRange(raw, 3, 7));
    assertThat(FuzzInput.of(new byte[] {1}).size()).isZero();
  }

  private static Object last;

  private static void sink(Object result) {
    last = result;
    assertThat(last).isNotNull();
  }
}
