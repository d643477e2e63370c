/**
 * Runs the code that reads data of others on generated input. Each {@link FuzzTarget} calls a part
 * of that code and checks what it promises for any input.
 */
package dev.bytestore.fuzz;
