/**
 * Checks what stores and caches promise while nodes of a real cluster are killed, frozen and
 * slowed.
 */
package dev.bytestore.faults;
