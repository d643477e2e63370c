/** An application that uses only bytestore-core. */
module application.core {
  requires dev.bytestore.core;
}
