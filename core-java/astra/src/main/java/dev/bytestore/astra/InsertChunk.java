package dev.bytestore.astra;

import java.util.ArrayList;
import java.util.List;

/**
 * The documents of one request.
 *
 * @param start the place of the first of them among all
 */
record InsertChunk(int start, List<Document> documents) {

  /** With fewer documents, most of a request's time is not about them. */
  private static final int MIN_DOCUMENTS = 20;

  /** The most documents that the Data API takes in one request. */
  static final int MAX_DOCUMENTS = 100;

  /** The Data API takes bodies of 20 MB. */
  static final int MAX_BYTES = 19_000_000;

  List<String> ids() {
    return documents.stream().map(Document::id).toList();
  }

  /**
   * The documents of {@code all} in requests that can be sent at the same time. A server takes
   * longer for more documents, so few documents are spread over several requests.
   *
   * @param requests how many requests may be in flight
   */
  static List<InsertChunk> of(List<Document> all, int requests) {
    int evenly = (int) Math.ceil((double) all.size() / requests);
    int most = Math.max(MIN_DOCUMENTS, Math.min(MAX_DOCUMENTS, evenly));
    List<InsertChunk> chunks = new ArrayList<>();
    int start = 0;
    long bytes = 0;
    for (int i = 0; i < all.size(); i++) {
      long next = all.get(i).bytes() + 1;
      if (i > start && (i - start == most || bytes + next > MAX_BYTES)) {
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
