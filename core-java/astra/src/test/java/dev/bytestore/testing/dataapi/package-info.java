/** A Data API to test against, as Astra DB serves it: HTTP is real, the database is a map. */
package dev.bytestore.testing.dataapi;
