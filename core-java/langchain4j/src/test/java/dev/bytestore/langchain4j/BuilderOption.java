package dev.bytestore.langchain4j;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An option of a builder: a public method with parameters that returns the builder. */
record BuilderOption(Method method) {

  /** All options of {@code builder}. Reflection finds them, so that none is missed. */
  static List<BuilderOption> of(Class<?> builder) {
    return Stream.of(builder.getMethods())
        .filter(method -> method.getParameterCount() > 0)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> method.getDeclaringClass() != Object.class)
        .collect(Collectors.groupingBy(BuilderOption::signature))
        .values()
        .stream()
        .map(same -> new BuilderOption(generic(builder, same.get(0))))
        .sorted(Comparator.comparing(option -> signature(option.method)))
        .toList();
  }

  /** The declared method, because the compiler's bridge methods have lost their type arguments. */
  private static Method generic(Class<?> builder, Method method) {
    for (Class<?> level = builder; level != Object.class; level = level.getSuperclass()) {
      for (Method declared : level.getDeclaredMethods()) {
        if (!declared.isBridge() && signature(declared).equals(signature(method))) {
          declared.setAccessible(true);
          return declared;
        }
      }
    }
    method.setAccessible(true);
    return method;
  }

  private static String signature(Method method) {
    return Stream.of(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }

  String name() {
    return method.getName();
  }

  /**
   * Sets the option to the first or second value of its type. If the type has a single value, the
   * option of the second model is not set.
   */
  void set(Object builder, int variant) {
    Object[] values = values(variant);
    if (variant == 2 && Arrays.deepEquals(values, values(1))) {
      return;
    }
    try {
      method.invoke(builder, values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(this + " refuses its value", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object[] values(int variant) {
    return Arrays.stream(method.getGenericParameterTypes())
        .map(type -> OptionValues.of(name(), type, variant))
        .toArray();
  }

  @Override
  public String toString() {
    return signature(method);
  }
}
