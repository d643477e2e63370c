package dev.bytestore.spring.boot;

/**
 * Changes a builder of the starter after the properties are set on it and before it builds. Define
 * beans of this type for options that have no property, such as an executor:
 *
 * <pre>{@code
 * @Bean
 * BuilderCustomizer<CassandraByteStore.Builder> stores(Executor executor) {
 *   return (beanName, builder) -> builder.executor(executor);
 * }
 * }</pre>
 *
 * <p>The type argument says which builders the customizer gets: {@code CassandraByteStore.Builder},
 * {@code CassandraLlmCache.Builder}, {@code CassandraConnection.Builder}, {@code
 * AstraDbByteStore.Builder}, {@code AstraDbLlmCache.Builder} or {@code AstraDbConnection.Builder}.
 * Several customizers of one builder run in the order of {@code @Order}. If one throws, the
 * application does not start. Health checks read the table or collection that the properties name,
 * so do not change it here. Do not set a listener here either, because it would turn off the
 * metrics and traces of the starter. Define beans of type {@link dev.bytestore.ByteStoreListener}
 * and {@link dev.bytestore.LlmCacheListener} instead: the starter calls all of them.
 *
 * @param <B> the type of the builder
 */
@FunctionalInterface
public interface BuilderCustomizer<B> {

  /**
   * Changes {@code builder}. Called once for each bean, on the thread that creates the bean.
   *
   * @param beanName the name of the bean that is built, such as {@code byteStore}
   */
  void customize(String beanName, B builder);
}
