package dev.bytestore.spring.ai;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which embedding models of the application are cached.
 *
 * @param namespace Prefix of the keys of the only embedding model. If it is set, the model is
 *     cached. It must name everything that changes the embedding of a text, and must contain no
 *     secret.
 * @param namespaces As namespace, for each embedding model that is cached, by the name of its bean.
 *     Use it if the application has several embedding models.
 * @param store Name of the ByteStore bean that keeps the embeddings. Default: the only one.
 * @param ttl Time-to-live of new entries. Default: that of the store.
 * @param batchSize Maximum number of texts in one call of the model. Default: all texts of a call
 *     that are not in the store.
 */
@ConfigurationProperties(prefix = "bytestore.embedding", ignoreUnknownFields = false)
record EmbeddingProperties(
    @Nullable String namespace,
    @DefaultValue Map<String, String> namespaces,
    @Nullable String store,
    @Nullable Duration ttl,
    @Nullable Integer batchSize) {

  static final String PREFIX = "bytestore.embedding";
}
