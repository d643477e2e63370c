package dev.bytestore.internal.model;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a class and its superclasses, which are the whole state of its objects. */
public final class ObjectFields {

  private static final boolean NATIVE_IMAGE =
      System.getProperty("org.graalvm.nativeimage.imagecode") != null;

  private final Set<String> withoutFields;

  private final ClassValue<List<Named>> fields =
      new ClassValue<>() {
        @Override
        protected List<Named> computeValue(Class<?> type) {
          return of(type, NATIVE_IMAGE);
        }
      };

  /**
   * @param withoutFields the names of classes that have no fields. In a native image, any other
   *     class without fields is refused, because it may just not be registered for reflection
   */
  public ObjectFields(Set<String> withoutFields) {
    this.withoutFields = withoutFields;
  }

  /**
   * A field with a name that is unique within its object.
   *
   * @param name the field's name, preceded by its class if a subclass has a field of the same name
   */
  public record Named(String name, Field field) {

    /** The value of this field in {@code object}. */
    public @Nullable Object read(Object object) {
      try {
        return field.get(object);
      } catch (IllegalAccessException e) {
        throw hidesItsState(object.getClass());
      }
    }

    /** Whether {@code value} is the initial value of a primitive field: zero or false. */
    public boolean isUnset(Object value) {
      Class<?> type = field.getType();
      return type.isPrimitive() && value.equals(Array.get(Array.newInstance(type, 1), 0));
    }
  }

  /**
   * All fields of {@code type} that are not static.
   *
   * @throws NotCacheableException if they cannot be read, or may not be the whole state
   */
  public List<Named> of(Class<?> type) {
    return fields.get(type);
  }

  /** As {@link #of(Class)}, but not cached. */
  public List<Named> of(Class<?> type, boolean inNativeImage) {
    if (type.getModule() == Object.class.getModule()
        || type.isAnonymousClass()
        || type.isLocalClass()
        || type.isHidden()
        || type.isSynthetic()
        || Proxy.isProxyClass(type)) {
      throw hidesItsState(type);
    }
    List<Named> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Class<?> level = type;
        level != Object.class && level != Record.class;
        level = level.getSuperclass()) {
      int before = found.size();
      for (Field field : declaredFields(level)) {
        if (!Modifier.isStatic(field.getModifiers())) {
          open(field);
          found.add(new Named(unique(field, names), field));
        }
      }
      // In a native image, a class that is not registered for reflection seems to have no fields.
      if (inNativeImage && found.size() == before && !withoutFields.contains(level.getName())) {
        throw hidesItsState(type);
      }
    }
    return List.copyOf(found);
  }

  private static Field[] declaredFields(Class<?> type) {
    try {
      return type.getDeclaredFields();
    } catch (LinkageError e) { // The class of a field is missing, or an image refuses to show it.
      throw hidesItsState(type);
    }
  }

  /** Depends only on the class: if it depended on the values, two states could look the same. */
  private static String unique(Field field, Set<String> names) {
    String name = field.getName();
    if (names.add(name)) {
      return name;
    }
    String qualified = field.getDeclaringClass().getName() + "." + name;
    if (names.add(qualified)) {
      return qualified;
    }
    throw hidesItsState(field.getDeclaringClass()); // Two class loaders, and the same class name.
  }

  private static void open(Field field) {
    try {
      field.setAccessible(true);
    } catch (RuntimeException e) { // The module does not open the package.
      throw hidesItsState(field.getDeclaringClass());
    }
  }

  private static NotCacheableException hidesItsState(Class<?> type) {
    return new NotCacheableException(
        "an object of " + type.getName() + ", whose state cannot be read");
  }
}
