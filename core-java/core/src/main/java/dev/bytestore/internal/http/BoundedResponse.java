package dev.bytestore.internal.http;

import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A response with any status.
 *
 * @param body null if it is longer than the limit
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record BoundedResponse(int statusCode, HttpHeaders headers, byte @Nullable [] body) {}
