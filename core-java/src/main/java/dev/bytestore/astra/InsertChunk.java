package dev.bytestore.astra;

import java.util.ArrayList;
import java.util.List;

/**
 * The documents of one request.
 *
 * @param start the place of the first of them among all
 */
record InsertChunk(int start, List<Document> documents) {

  /** The most documents that the Data API takes in one request. */
  static final int MAX_DOCUMENTS = 100;

  /** The Data API takes bodies of 20 MB. */
  static final int MAX_BYTES = 19_000_000;

  List<String> ids() {
    return documents.stream().map(Document::id).toList();
  }

  /** {@code all} in as few requests as the Data API allows. */
  static List<InsertChunk> of(List<Document> all) {
    List<InsertChunk> chunks = new ArrayList<>();
    int start = 0;
    long bytes = 0;
    for (int i = 0; i < all.size(); i++) {
      long next = all.get(i).bytes() + 1;
      if (i > start && (i - start == MAX_DOCUMENTS || bytes + next > MAX_BYTES)) {
        chunks.add(new InsertChunk(start, all.subList(start, i)));
        start = i;
        bytes = 0;
      }
      bytes += next;
    }
    if (start < all.size()) {
      chunks.add(new InsertChunk(start, all.subList(start, all.size())));
    }
    return chunks;
  }
}
