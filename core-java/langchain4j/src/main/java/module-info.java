/**
 * Caches for the chat, streaming and embedding models of LangChain4j, and a retriever of parent
 * documents.
 *
 * <p>LangChain4j is an automatic module: its module name is derived from the name of its file,
 * {@code langchain4j-core-1.….jar}.
 */
@SuppressWarnings("requires-transitive-automatic") // LangChain4j has no other module name.
module dev.bytestore.langchain4j {
  requires org.slf4j;
  requires static org.jspecify;
  requires transitive dev.bytestore.core;
  requires transitive langchain4j.core;

  exports dev.bytestore.langchain4j;
}
