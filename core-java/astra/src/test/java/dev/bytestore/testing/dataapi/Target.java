package dev.bytestore.testing.dataapi;

import java.util.function.Predicate;

/**
 * What a command on documents works with.
 *
 * @param pageSize how many documents a page has
 * @param isContended whether a write of a document loses to another at the same time
 */
record Target(StoredCollection collection, int pageSize, Predicate<DocumentId> isContended) {}
