/** Checks what a store promises a thousand callers while its server is slow or does nothing. */
package dev.bytestore.overload;
