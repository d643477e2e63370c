package dev.bytestore.langchain4j;

import dev.bytestore.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {

  @Override
  protected Class<?> aClassOfTheModule() {
    return CachingChatModel.class;
  }
}
