package dev.bytestore.spring.ai;

import dev.bytestore.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {

  @Override
  protected Class<?> aClassOfTheModule() {
    return CachingChatModel.class;
  }
}
