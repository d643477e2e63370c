/** Our stores and LangChain's own Python classes on the same tables and collections. */
package dev.bytestore.interop;
