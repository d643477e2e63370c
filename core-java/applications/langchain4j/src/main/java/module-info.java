/** An application that caches the responses of a LangChain4j model in memory. */
module application.langchain4j {
  requires dev.bytestore.langchain4j;
}
