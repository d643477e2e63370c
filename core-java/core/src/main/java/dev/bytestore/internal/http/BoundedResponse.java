package dev.bytestore.internal.http;

import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A response, whatever its status.
 *
 * @param body null if it was longer than was to be read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record BoundedResponse(int statusCode, HttpHeaders headers, byte @Nullable [] body) {}
