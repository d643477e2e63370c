/** A stand-in for the Data API of Astra DB: it speaks HTTP, and its database is a map. */
package dev.bytestore.testing.dataapi;
