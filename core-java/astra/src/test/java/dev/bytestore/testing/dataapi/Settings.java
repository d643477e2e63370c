package dev.bytestore.testing.dataapi;

import java.util.UUID;
import java.util.function.Supplier;

/**
 * What differs between servers.
 *
 * @param newId makes the id of a document that comes without one
 */
record Settings(int pageSize, int mostCollections, Supplier<UUID> newId) {}
