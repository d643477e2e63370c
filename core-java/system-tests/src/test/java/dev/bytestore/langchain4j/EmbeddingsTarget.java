package dev.bytestore.langchain4j;

import dev.bytestore.fuzz.FuzzInput;
import dev.bytestore.fuzz.FuzzTarget;
import dev.bytestore.fuzz.Secrets;
import dev.bytestore.internal.model.EmbeddingCodec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Entries of an embedding cache. Any bytes are an embedding that can be written again, or none. */
public final class EmbeddingsTarget implements FuzzTarget {

  @Override
  public String name() {
    return "embeddings";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "[0.1, -2.5E-7, 3]",
            "[1e400]",
            "[NaN, Infinity, -Infinity]",
            "[]",
            "[[1]]",
            "{\"a\": 1}",
            "[" + Secrets.NUMBER + ", \"" + Secrets.TEXT + "\"]",
            "[123456789012345678901234567890, 1.17549435E-38, 3.4028235e38]")
        .map(text -> FuzzInput.raw(new int[0], text))
        .toList();
  }

  @Override
  public void run(FuzzInput input) {
    float[] embedding = EmbeddingCodec.decode(input.rest());

    if (embedding != null) {
      float[] again = EmbeddingCodec.decode(EmbeddingCodec.encode(embedding));
      if (!EmbeddingCodec.isUsable(embedding) || !Arrays.equals(embedding, again)) {
        throw new AssertionError("is not usable, or does not come back: " + embedding.length);
      }
    }
  }

  @Override
  public long mostAllocated(int size) {
    return (8L << 20) + 400L * size;
  }
}
