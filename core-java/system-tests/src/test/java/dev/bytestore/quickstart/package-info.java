/** The examples that {@code ./mvnw -Pquickstart} runs. */
package dev.bytestore.quickstart;
