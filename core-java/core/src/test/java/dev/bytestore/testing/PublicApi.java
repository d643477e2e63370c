package dev.bytestore.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the public types of this library, and their methods and constructors with parameters. */
public final class PublicApi {

  private static final String BASE = "dev.bytestore";
  private static final List<String> PACKAGES =
      List.of(
          BASE, BASE + ".cassandra", BASE + ".astra", BASE + ".langchain4j", BASE + ".micrometer");

  private PublicApi() {}

  /**
   * Returns the public types of the modules.
   *
   * @param members a class of each module
   */
  public static List<Class<?>> types(Class<?>... members) {
    List<URL> modules =
        Stream.of(members)
            .map(member -> member.getProtectionDomain().getCodeSource().getLocation())
            .toList();
    return new ClassFileImporter()
        .importUrls(modules).stream()
            .filter(type -> PACKAGES.contains(type.getPackageName()))
            .<Class<?>>map(JavaClass::reflect)
            .filter(PublicApi::isPublic)
            .sorted(Comparator.comparing(Class::getName))
            .toList();
  }

  /**
   * Returns the constructors and methods of {@code type} that have parameters, including those of
   * superclasses in this library, but not those that the compiler adds to an enum.
   */
  public static List<Executable> calls(Class<?> type) {
    Map<String, Executable> calls = new LinkedHashMap<>();
    Stream.of(type.getConstructors()).forEach(call -> calls.put(call.toString(), call));
    Class<?> owner = type;
    while (owner != null && owner.getName().startsWith(BASE)) {
      for (Method method : owner.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
          String signature = method.getName() + Arrays.toString(method.getParameterTypes());
          calls.putIfAbsent(signature, method);
        }
      }
      owner = owner.getSuperclass();
    }
    calls.values().removeIf(call -> call.getParameterCount() == 0);
    calls.values().removeIf(call -> type.isEnum() && call.getName().equals("valueOf"));
    calls
        .values()
        .forEach(call -> call.setAccessible(true)); // for superclasses that are not public
    return List.copyOf(calls.values());
  }

  private static boolean isPublic(Class<?> type) {
    boolean isPublic = Modifier.isPublic(type.getModifiers()) && !type.isSynthetic();
    return isPublic && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
  }
}
