/**
 * Caches for the chat and embedding models of Spring AI. A caching model wraps another model, and
 * calls it only for requests whose response is not in the cache.
 *
 * <p>Spring AI 1.1 and 2.0 are supported. The application adds them: this artifact does not.
 */
@NullMarked
package dev.bytestore.spring.ai;

import org.jspecify.annotations.NullMarked;
