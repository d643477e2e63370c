/** An application in Kotlin that uses Cassandra. */
module application.cassandra {
  requires dev.bytestore.cassandra;
  requires dev.bytestore.kotlin;
  requires org.slf4j;
}
