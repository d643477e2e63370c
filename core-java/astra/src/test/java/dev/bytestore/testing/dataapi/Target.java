package dev.bytestore.testing.dataapi;

import java.util.function.Predicate;

/**
 * The context in which a command on documents runs.
 *
 * @param pageSize the number of documents in a page
 * @param isContended whether a write of a document fails if another one runs at the same time
 */
record Target(StoredCollection collection, int pageSize, Predicate<DocumentId> isContended) {}
