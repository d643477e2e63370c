/**
 * LangChain4j models whose answers and embeddings are kept in an LLM cache or a byte store.
 *
 * <p>LangChain4j has no module descriptor. Its name is taken from its file, {@code
 * langchain4j-core-1.….jar}.
 */
@SuppressWarnings("requires-transitive-automatic") // there is no other name for LangChain4j
module dev.bytestore.langchain4j {
  requires org.slf4j;
  requires static org.bouncycastle.provider;
  requires static org.jspecify;
  requires transitive dev.bytestore.core;
  requires transitive langchain4j.core;

  exports dev.bytestore.langchain4j;
}
