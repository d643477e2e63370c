package dev.bytestore.spring.boot;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Which beans the properties ask for. */
final class Requested {

  private Requested() {}

  /** Whether any property with the prefix is set, and its {@code enabled} is not false. */
  static boolean by(Environment environment, String prefix) {
    return isAnySet(environment, prefix)
        && Binder.get(environment).bind(prefix + ".enabled", Boolean.class).orElse(true);
  }

  static boolean isAnySet(Environment environment, String prefix) {
    return !Binder.get(environment)
        .bind(prefix, Bindable.mapOf(String.class, Object.class))
        .orElse(Map.of())
        .isEmpty();
  }
}
