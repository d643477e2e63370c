/**
 * Auto-configuration for Spring Boot 3.5 and 4. Properties ask for the beans: {@code
 * bytestore.store.*} for a {@link dev.bytestore.ByteStore} named {@code byteStore}, {@code
 * bytestore.stores.<name>.*} for further ones, and {@code bytestore.llm-cache.*} for an {@link
 * dev.bytestore.LlmCache} named {@code llmCache}. Each bean backs off when the application defines
 * its own.
 *
 * <p>Stores in Cassandra use the application's {@code CassandraConnection} or {@code CqlSession},
 * or a connection from {@code bytestore.cassandra.*}. Stores in Astra DB use the application's
 * {@code AstraDbConnection}, or one from {@code bytestore.astra.*}. The process-wide default
 * connection is neither used nor changed.
 *
 * <p>An application that needs only Astra DB may exclude {@code bytestore-cassandra} and {@code
 * org.apache.cassandra:java-driver-core}; one that needs only Cassandra may exclude {@code
 * bytestore-astra}.
 */
@NullMarked
package dev.bytestore.spring.boot;

import org.jspecify.annotations.NullMarked;
