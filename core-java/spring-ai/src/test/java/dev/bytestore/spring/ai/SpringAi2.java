package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.Generation;
import dev.bytestore.testing.CountingListener;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Runs code with Spring AI 2.0, which the build copies. A class loader of its own loads Spring,
 * Reactor and our classes, which were compiled with Spring AI 1.1.
 */
final class SpringAi2 {

  private static final Path JARS = Path.of("target/spring-ai-2");

  private SpringAi2() {}

  /** Calls a new object of {@code type}. */
  static List<String> run(Class<? extends Callable<List<String>>> type) throws Exception {
    try (Isolated loader = new Isolated(urls())) {
      Constructor<?> constructor = loader.loadClass(type.getName()).getDeclaredConstructor();
      constructor.setAccessible(true); // With another class loader, it is in another package.
      Callable<?> program = (Callable<?>) constructor.newInstance();
      return ((List<?>) program.call()).stream().map(String::valueOf).toList();
    }
  }

  private static List<URL> urls() throws IOException {
    List<URL> urls = new ArrayList<>();
    try (Stream<Path> jars = Files.list(JARS)) {
      for (Path jar : jars.toList()) {
        urls.add(jar.toUri().toURL());
      }
    }
    assertThat(urls).hasSize(5);
    for (Class<?> own :
        List.of(
            Generation.class, CachingChatModel.class, CountingListener.class, SpringAi2.class)) {
      urls.add(own.getProtectionDomain().getCodeSource().getLocation());
    }
    return urls;
  }

  private static final class Isolated extends URLClassLoader {

    private static final List<String> OWN =
        List.of(
            "dev.bytestore.", "org.apache.commons.logging.", "org.springframework.", "reactor.");

    Isolated(List<URL> urls) {
      super(urls.toArray(URL[]::new), SpringAi2.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (OWN.stream().noneMatch(name::startsWith)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }

    @Override
    public URL getResource(String name) {
      URL own = findResource(name);
      return own == null ? super.getResource(name) : own;
    }
  }
}
