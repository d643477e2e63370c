/** An application that uses nothing but the core. */
module application.core {
  requires dev.bytestore.core;
}
