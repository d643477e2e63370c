package dev.bytestore.astra;

import dev.bytestore.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {

  @Override
  protected Class<?> aClassOfTheModule() {
    return AstraDbByteStore.class;
  }
}
