package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.Generation;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Runs code with other versions of LangChain4j than the one that the tests are compiled with. The
 * build copies them. Each has a class loader of its own, which also loads our classes.
 */
final class OtherLangChain4j {

  private static final Path VERSIONS = Path.of("target/langchain4j-versions");

  private OtherLangChain4j() {}

  /** Calls a new object of {@code type}, with {@code version} of LangChain4j on the class path. */
  static List<String> run(String version, Class<? extends Callable<List<String>>> type)
      throws Exception {
    Path jar = VERSIONS.resolve("langchain4j-core-%s.jar".formatted(version));
    assertThat(Files.exists(jar)).as("%s, which the build copies", jar).isTrue();
    try (Isolated loader = new Isolated(jar)) {
      Constructor<?> constructor = loader.loadClass(type.getName()).getDeclaredConstructor();
      constructor.setAccessible(true); // With another class loader, it is in another package.
      Callable<?> program = (Callable<?>) constructor.newInstance();
      return ((List<?>) program.call()).stream().map(String::valueOf).toList();
    }
  }

  /** Loads LangChain4j and our classes itself, and all others from its parent. */
  private static final class Isolated extends URLClassLoader {

    Isolated(Path langChain4j) throws MalformedURLException {
      super(
          new URL[] {
            langChain4j.toUri().toURL(),
            location(Generation.class),
            location(CachingChatModel.class),
            location(OtherLangChain4j.class)
          },
          OtherLangChain4j.class.getClassLoader());
    }

    private static URL location(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.langchain4j.") && !name.startsWith("dev.bytestore.")) {
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
