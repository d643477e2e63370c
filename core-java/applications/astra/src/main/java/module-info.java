/** An application in Kotlin that uses Astra DB over its Data API. */
module application.astra {
  requires dev.bytestore.astra;
  requires dev.bytestore.kotlin;
}
