package dev.bytestore.spring.boot;

import dev.bytestore.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {

  @Override
  protected Class<?> aClassOfTheModule() {
    return BuilderCustomizer.class;
  }
}
