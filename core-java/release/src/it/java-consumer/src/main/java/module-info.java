module com.example {
  requires dev.bytestore.astra;
  requires dev.bytestore.cassandra;
  requires dev.bytestore.langchain4j;
}
