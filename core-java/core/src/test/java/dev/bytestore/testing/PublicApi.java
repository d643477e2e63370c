package dev.bytestore.testing;

import dev.bytestore.ByteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The public types of this library, and everything on them that takes an argument. */
public final class PublicApi {

  private static final String BASE = "dev.bytestore";
  private static final List<String> PACKAGES =
      List.of(BASE, BASE + ".cassandra", BASE + ".astra", BASE + ".langchain4j");

  private PublicApi() {}

  public static List<Class<?>> types() {
    List<Class<?>> types = new ArrayList<>();
    try {
      Path classes =
          Path.of(ByteStore.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (String name : PACKAGES) {
        try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
              .sorted()
              .map(file -> load(name + "." + file.substring(0, file.length() - 6)))
              .filter(PublicApi::isPublic)
              .forEach(types::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return types;
  }

  /**
   * The constructors and methods of {@code type} that take arguments, also those from superclasses
   * of this library. Without what the compiler adds to an enum.
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

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isPublic(Class<?> type) {
    boolean isPublic = Modifier.isPublic(type.getModifiers()) && !type.isSynthetic();
    return isPublic && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
  }
}
