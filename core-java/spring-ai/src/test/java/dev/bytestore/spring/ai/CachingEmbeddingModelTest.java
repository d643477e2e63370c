package dev.bytestore.spring.ai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.InMemoryByteStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.BatchingStrategy;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

class CachingEmbeddingModelTest {

  private static final String HASH =
      "09ea26793343ba6c850b0e7b499ff5d4fca39de5381cdec99a6375a7b4efbc64";

  private final FakeEmbeddingModel fake = new FakeEmbeddingModel();
  private final InMemoryByteStore store = new InMemoryByteStore();
  private final CachingEmbeddingModel model = builder().namespace("fake").build();

  private CachingEmbeddingModel.Builder builder() {
    return CachingEmbeddingModel.builder(fake, store);
  }

  @Test
  void onlyMissingTextsAreSentAndEachOfThemOnce() {
    assertThat(model.embed("a")).containsExactly(1, 0.5f);
    assertThat(model.embed(List.of("bb", "a", "ccc", "bb")))
        .containsExactly(
            new float[] {2, 0.5f},
            new float[] {1, 0.5f},
            new float[] {3, 0.5f},
            new float[] {2, 0.5f});
    assertThat(fake.asked()).containsExactly(List.of("a"), List.of("bb", "ccc"));
  }

  @Test
  void theUsageIsThatOfTheCallsOfTheModel() {
    EmbeddingResponse asked = model.embedForResponse(List.of("a", "bb"));
    EmbeddingResponse found = model.embedForResponse(List.of("a", "bb"));

    assertThat(asked.getMetadata().getUsage().getTotalTokens()).isEqualTo(2);
    assertThat(asked.getMetadata().getModel()).isEqualTo("fake-1");
    assertThat(found.getMetadata().getUsage().getTotalTokens()).isZero();
    assertThat(found.getResults()).extracting(Embedding::getIndex).containsExactly(0, 1);
    assertThat(found.getResults()).isEqualTo(asked.getResults());
  }

  @Test
  void theEntriesAreThoseOfPython() {
    fake.embedding(text -> new float[] {0.25f, -2.5e-7f, 1});
    builder().namespace("text-embedding-3-small").build().embed("Why is the sky blue?");

    String key = "text-embedding-3-small" + HASH;
    assertThat(store.blocking().yieldKeys("")).containsExactly(key);
    assertThat(new String(store.blocking().mget(List.of(key)).get(0), UTF_8))
        .isEqualTo("[0.25, -2.5e-07, 1.0]");
  }

  @Test
  void anEntryOfPythonIsRead() {
    store.blocking().mset(Map.of("fake" + HASH, "[0.1, 2]".getBytes(UTF_8)));

    assertThat(model.embed("Why is the sky blue?")).containsExactly(0.1f, 2);
    assertThat(fake.asked()).isEmpty();
  }

  @Test
  void anEntryThatIsNoEmbeddingIsReplaced() {
    for (String broken : List.of("", "text", "[]", "[NaN]", "[\"a\"]", "[1, 2, 3", "{}")) {
      store.blocking().mset(Map.of("fake" + HASH, broken.getBytes(UTF_8)));

      assertThat(model.embed("Why is the sky blue?")).as(broken).containsExactly(20, 0.5f);
    }
    assertThat(model.embed("Why is the sky blue?")).containsExactly(20, 0.5f);
    assertThat(fake.asked()).hasSize(7);
  }

  @Test
  void optionsAreSentToTheModelAndArePartOfTheKey() {
    EmbeddingOptions three = EmbeddingOptions.builder().dimensions(2).build();
    EmbeddingOptions other = EmbeddingOptions.builder().model("other").build();
    model.embed("a");
    model.call(new EmbeddingRequest(List.of("a"), three));
    model.call(new EmbeddingRequest(List.of("a"), other));
    model.call(new EmbeddingRequest(List.of("a"), three));
    model.call(new EmbeddingRequest(List.of("a"), null));

    assertThat(fake.requests()).hasSize(3);
    assertThat(fake.requests().get(1).getOptions()).isSameAs(three);
    assertThat(store.blocking().yieldKeys("fake:bytestore-spring-ai-1:")).hasSize(2);
  }

  @Test
  void optionsWhoseFieldsCannotBeReadAreNotCached() {
    EmbeddingOptions hidden =
        new EmbeddingOptions() {
          @Override
          public String getModel() {
            return "hidden";
          }

          @Override
          public Integer getDimensions() {
            return null;
          }
        };
    model.call(new EmbeddingRequest(List.of("a"), hidden));
    model.call(new EmbeddingRequest(List.of("a"), hidden));

    assertThat(fake.asked()).hasSize(2);
    assertThat(store.blocking().yieldKeys("")).isEmpty();
  }

  @Test
  void aDocumentIsEmbeddedWithItsMetadata() {
    Document plain = new Document("text", Map.of());
    Document titled = new Document("text", Map.of("title", "t"));

    assertThat(model.embed(titled)).isEqualTo(fake.embed(titled)).isNotEqualTo(fake.embed(plain));
    assertThat(model.embed(plain)).isEqualTo(fake.embed(plain));
    assertThat(model.getEmbeddingContent(titled)).isEqualTo(fake.getEmbeddingContent(titled));
    int asked = fake.asked().size();
    BatchingStrategy all = documents -> List.of(documents);

    assertThat(model.embed(List.of(titled, plain), EmbeddingOptions.builder().build(), all))
        .containsExactly(model.embed(titled), model.embed(plain));
    assertThat(fake.asked()).hasSize(asked);
  }

  @Test
  void missingTextsAreSentInBatches() {
    CachingEmbeddingModel inBatches = builder().namespace("fake").batchSize(2).build();
    EmbeddingResponse response =
        inBatches.embedForResponse(List.of("a", "bb", "ccc", "dddd", "eeeee"));

    assertThat(fake.asked())
        .containsExactly(List.of("a", "bb"), List.of("ccc", "dddd"), List.of("eeeee"));
    assertThat(response.getMetadata().getUsage().getTotalTokens()).isEqualTo(5);
    assertThat(response.getResults()).hasSize(5);
  }

  @Test
  void theEarlierBatchesStayWhenTheModelFails() {
    IllegalStateException failure = new IllegalStateException("model");
    fake.embedding(
        text -> {
          if (text.equals("ccc")) {
            throw failure;
          }
          return new float[] {1, 2};
        });
    CachingEmbeddingModel inBatches = builder().namespace("fake").batchSize(2).build();

    assertThatThrownBy(() -> inBatches.embed(List.of("a", "bb", "ccc", "dddd"))).isSameAs(failure);
    assertThat(store.blocking().yieldKeys("")).hasSize(2);
  }

  @Test
  void aStoreThatFailsCostsOnlyTheEntries() {
    CachingEmbeddingModel failing = builder().keyEncoder(text -> "k".repeat(70_000) + text).build();

    assertThat(failing.embed("a")).containsExactly(1, 0.5f);
    assertThat(failing.embed("a")).containsExactly(1, 0.5f);
    assertThat(fake.asked()).hasSize(2);
  }

  @Test
  void aModelThatDoesNotReturnAllEmbeddingsIsRefused() {
    fake.embedding(text -> null);

    assertThatThrownBy(() -> model.embed("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model returned null instead of an embedding");
    assertThat(store.blocking().yieldKeys("")).isEmpty();
  }

  @Test
  void aCallWithoutTextsSendsNothing() {
    assertThat(model.embed(new ArrayList<String>())).isEmpty();
    assertThat(fake.asked()).isEmpty();
  }

  @Test
  void aHitCanBeChangedByItsCaller() {
    model.embed("a");
    model.embed("a")[0] = 7;

    assertThat(model.embed("a")).containsExactly(1, 0.5f);
  }

  @Test
  void aNamespaceOrAKeyEncoderIsRequiredAndNotBoth() {
    assertThatThrownBy(() -> builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("namespace: must be set");
    assertThatThrownBy(() -> builder().namespace("fake").keyEncoder(text -> text).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("namespace: must not be set together");
    assertThatThrownBy(() -> builder().batchSize(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(builder().namespace("").keyEncoder(EmbeddingKeyEncoder.SHA1).build()).isNotNull();
    assertThat(model.dimensions()).isEqualTo(2);
  }
}
