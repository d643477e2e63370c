package dev.bytestore.langchain4j;

import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.InMemoryByteStore;
import dev.langchain4j.model.embedding.EmbeddingModel;

/** Caches embeddings without Bouncy Castle, for {@link OptionalDependencyTest}. */
final class WithoutBouncyCastle {

  private WithoutBouncyCastle() {}

  public static void main(String[] arguments) {
    try {
      Class.forName("org.bouncycastle.crypto.digests.Blake2bDigest");
      throw new IllegalStateException("Bouncy Castle is here");
    } catch (ClassNotFoundException expected) {
      // Expected, because Bouncy Castle is missing.
    }
    InMemoryByteStore store = new InMemoryByteStore();
    FakeEmbeddingModel fake = new FakeEmbeddingModel();
    EmbeddingModel model = CachingEmbeddingModel.builder(fake, store).namespace("ns").build();
    model.embed("hi");
    model.embed("hi");
    System.out.println(fake.asked.size());
    try {
      CachingEmbeddingModel.builder(fake, store).keyEncoder(EmbeddingKeyEncoder.BLAKE2B);
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
  }
}
