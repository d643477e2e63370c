package dev.bytestore.cassandra;

import dev.bytestore.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {

  @Override
  protected Class<?> aClassOfTheModule() {
    return CassandraByteStore.class;
  }
}
