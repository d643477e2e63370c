package dev.bytestore.spring.boot;

import dev.bytestore.ByteStoreListener;

/** Makes a listener for each byte store of the starter. */
@FunctionalInterface
interface StoreListeners {

  /** Returns the listener of the store with this bean name. Called once for each store. */
  ByteStoreListener of(String beanName);
}
