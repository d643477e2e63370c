package dev.bytestore.testing;

import dev.bytestore.Document;
import java.util.Random;

/** Makes random documents, with or without metadata and id. */
public final class RandomDocuments {

  private static final int DEPTH = 4;

  private RandomDocuments() {}

  public static Document next(Random random) {
    RandomJson json = new RandomJson(random);
    return Document.of(json.text(), json.object(DEPTH)).withId(json.textOrNull());
  }
}
