package dev.bytestore.langchain4j;

import dev.bytestore.internal.TextHash;
import org.jspecify.annotations.Nullable;

/**
 * The part of a key that identifies the model.
 *
 * @param name the name of the field in the key
 * @param text the value of that field
 */
record ModelIdentity(String name, String text) {

  /** Identifies a model by the name that the user gave to its configuration. */
  static ModelIdentity named(String modelKey) {
    return new ModelIdentity("model_key", modelKey);
  }

  /**
   * Identifies {@code model} by its current configuration. The key contains a hash of it, because a
   * newer LangChain4j may keep secrets in fields that this version does not know.
   *
   * @param defaults an object that is left out, because the key contains it anyway
   * @param option the option that the message asks the user to set
   * @throws IllegalArgumentException if the configuration cannot be read
   */
  static ModelIdentity of(Object model, @Nullable Object defaults, String option) {
    return new ModelIdentity(
        "model", TextHash.sha256(ModelConfiguration.text(model, defaults, option)));
  }
}
