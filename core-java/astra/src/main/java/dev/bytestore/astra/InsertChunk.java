package dev.bytestore.astra;

import java.util.ArrayList;
import java.util.List;

/**
 * The documents of one {@code insertMany} request.
 *
 * @param start the position of the first of them among all documents of the call
 */
record InsertChunk(int start, List<Document> documents) {

  /** With fewer documents, a request spends most of its time on fixed costs. */
  private static final int MIN_DOCUMENTS = 20;

  /** The most documents that the Data API accepts in one request. */
  static final int MAX_DOCUMENTS = 100;

  /** The Data API accepts bodies of 20 MB. This leaves room for the rest of the command. */
  static final int MAX_BYTES = 19_000_000;

  List<String> ids() {
    return documents.stream().map(Document::id).toList();
  }

  /**
   * Splits {@code all} into requests that can be sent at the same time. A server needs more time
   * for more documents, so even few documents are spread over several requests.
   *
   * @param requests the most requests in flight
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
