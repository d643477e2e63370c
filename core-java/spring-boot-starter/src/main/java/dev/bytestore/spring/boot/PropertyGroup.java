package dev.bytestore.spring.boot;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The properties with one prefix. It passes values to the builders, which check them, and adds the
 * name of the property to their exceptions.
 *
 * @param prefix such as {@code bytestore.store}
 */
record PropertyGroup(String prefix) {

  /** Passes {@code value} to {@code setter} unless it is null. */
  <T> void set(String name, @Nullable T value, Consumer<T> setter) {
    if (value == null) {
      return;
    }
    try {
      setter.accept(value);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw failure(name, Objects.toString(e.getMessage(), "not valid"), "Correct the value.", e);
    }
  }

  /** Passes two values that belong together to {@code setter}, unless both are null. */
  void setBoth(
      String firstName,
      @Nullable String first,
      String secondName,
      @Nullable String second,
      BiConsumer<String, String> setter) {
    if (first == null && second == null) {
      return;
    }
    if (first == null || second == null) {
      throw failure(
          first == null ? firstName : secondName,
          "is not set, although the other of %s and %s is".formatted(firstName, secondName),
          "Set both or none.",
          null);
    }
    set(secondName, second, value -> setter.accept(first, value));
  }

  /** Throws if {@code value} is not null. */
  void refuse(String name, @Nullable Object value, String reason) {
    if (value != null) {
      throw failure(name, reason, "Remove the property.", null);
    }
  }

  /** Builds a store, and adds the properties to an exception that says that they do not fit. */
  <T> T build(Supplier<T> builder) {
    try {
      return builder.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new PropertyException(
          prefix,
          Objects.toString(e.getMessage(), "the store cannot be built"),
          "Correct the properties that start with " + prefix + ".",
          e);
    }
  }

  PropertyException failure(String name, String reason, String action, @Nullable Throwable cause) {
    return new PropertyException(prefix + "." + name, reason, action, cause);
  }
}
