/** Tests our stores and LangChain's Python classes on the same tables and collections. */
package dev.bytestore.interop;
