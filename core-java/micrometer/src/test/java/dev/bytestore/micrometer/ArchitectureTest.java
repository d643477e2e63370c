package dev.bytestore.micrometer;

import dev.bytestore.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {

  @Override
  protected Class<?> aClassOfTheModule() {
    return ByteStoreMetrics.class;
  }
}
