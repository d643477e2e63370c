package dev.bytestore.spring.boot;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Further byte stores.
 *
 * @param stores Further byte stores by the names of their beans, each with the properties of
 *     bytestore.store.
 */
@ConfigurationProperties("bytestore")
record NamedStoresProperties(@DefaultValue Map<String, StoreProperties> stores) {}
