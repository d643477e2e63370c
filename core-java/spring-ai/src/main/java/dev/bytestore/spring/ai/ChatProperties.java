package dev.bytestore.spring.ai;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which chat models of the application are cached.
 *
 * @param modelKey Name of the configuration of the only chat model. If it is set, the model is
 *     cached. It must name everything that changes the responses and is not among the options of
 *     the model, and must contain no secret.
 * @param modelKeys As model-key, for each chat model that is cached, by the name of its bean. Use
 *     it if the application has several chat models.
 * @param cache Name of the LlmCache bean that keeps the responses. Default: the only one.
 * @param ttl Time-to-live of new entries. Default: that of the cache.
 */
@ConfigurationProperties(prefix = "bytestore.chat", ignoreUnknownFields = false)
record ChatProperties(
    @Nullable String modelKey,
    @DefaultValue Map<String, String> modelKeys,
    @Nullable String cache,
    @Nullable Duration ttl) {

  static final String PREFIX = "bytestore.chat";
}
