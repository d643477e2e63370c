package dev.bytestore.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectFieldsTest {

  private final ObjectFields fields = new ObjectFields(Set.of());

  static final class Optional {}

  static final class WithAnOptionalField {
    Optional optional;
  }

  /** As if the library of {@link Optional} were not there. */
  private static final class WithoutOptional extends ClassLoader {

    WithoutOptional() {
      super(ObjectFieldsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.equals(Optional.class.getName())) {
        throw new ClassNotFoundException(name);
      }
      if (!name.equals(WithAnOptionalField.class.getName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream bytes =
          ObjectFieldsTest.class.getResourceAsStream(
              "ObjectFieldsTest$WithAnOptionalField.class")) {
        byte[] read = bytes.readAllBytes();
        return defineClass(name, read, 0, read.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void aClassWhoseFieldsCannotBeLoadedIsRefused() throws ClassNotFoundException {
    Class<?> incomplete =
        Class.forName(WithAnOptionalField.class.getName(), false, new WithoutOptional());

    assertThat(fields.of(WithAnOptionalField.class)).hasSize(1);
    assertThatThrownBy(incomplete::getDeclaredFields).isInstanceOf(LinkageError.class);
    assertThatThrownBy(() -> fields.of(incomplete))
        .isInstanceOf(NotCacheableException.class)
        .hasMessageContaining(WithAnOptionalField.class.getName());
  }
}
