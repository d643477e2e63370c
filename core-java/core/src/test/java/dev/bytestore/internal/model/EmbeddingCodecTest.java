package dev.bytestore.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EmbeddingCodecTest {

  @Property
  void eachFloatComesBackAsItWas(@ForAll float[] numbers) {
    if (numbers.length > 0) {
      assertThat(EmbeddingCodec.decode(EmbeddingCodec.encode(numbers))).isEqualTo(numbers);
    }
  }

  @Test
  void eachFiniteFloatComesBackAsItWas() {
    for (int part = 0; part < 4; part++) {
      float[] numbers = new float[EmbeddingCodec.MAX_DIMENSION];
      for (int i = 0; i < numbers.length; i++) {
        float number = Float.intBitsToFloat((part * numbers.length + i) * 16_411);
        numbers[i] = Float.isFinite(number) ? number : i;
      }

      assertThat(EmbeddingCodec.decode(EmbeddingCodec.encode(numbers))).isEqualTo(numbers);
    }
  }
}
