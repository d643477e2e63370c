package dev.bytestore.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.testing.Golden;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CacheKeyTest {

  static Stream<JsonNode> vectors() {
    return Golden.vectors("cache_keys.json", "vectors");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void keysAreThoseOfPython(JsonNode vector) {
    CacheKey key =
        CacheKey.of(vector.get("prompt").textValue(), vector.get("llm_string").textValue());

    assertThat(CacheKey.KEY_DESC).isEqualTo(vector.get("key_desc").textValue());
    assertThat(key.keyVals()).isEqualTo(vector.get("key_vals").textValue());
    assertThat(key.documentId()).isEqualTo(vector.get("astradb_cache_doc_id").textValue());
    assertThat(key.promptHash()).isEqualTo(vector.get("prompt_md5_hex").textValue());
    assertThat(key.llmStringHash()).isEqualTo(vector.get("llm_string_md5_hex").textValue());
  }

  @Test
  void aTextThatHasNoUtf8FormIsRefusedByName() {
    assertThatThrownBy(() -> CacheKey.of("secret \ud800", "llm"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prompt: unpaired surrogate at index 7");
    assertThatThrownBy(() -> CacheKey.of("prompt", "\udc00"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("llmString: unpaired surrogate at index 0");
  }

  @Test
  void aJvmWithoutMd5IsToldSo() {
    assertThatThrownBy(() -> CacheKey.hash("text", "prompt", "MD-none"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("No security provider of this JVM has MD-none")
        .hasMessageContaining("FIPS");
  }
}
