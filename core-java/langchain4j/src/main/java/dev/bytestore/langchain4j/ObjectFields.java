package dev.bytestore.langchain4j;

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
final class ObjectFields {

  private static final boolean NATIVE_IMAGE =
      System.getProperty("org.graalvm.nativeimage.imagecode") != null;

  /**
   * Classes of LangChain4j without fields. {@code reflect-config.json} registers them: if a newer
   * version adds fields, a native image shows them.
   */
  static final Set<String> WITHOUT_FIELDS =
      Set.of(
          "dev.langchain4j.model.anthropic.internal.client.AnthropicClient",
          "dev.langchain4j.model.chat.request.json.JsonNullSchema",
          "dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel",
          "dev.langchain4j.model.mistralai.internal.client.MistralAiClient",
          "dev.langchain4j.model.ollama.OllamaStreamingChatModel",
          "dev.langchain4j.model.openai.internal.OpenAiClient");

  private static final ClassValue<List<Named>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Named> computeValue(Class<?> type) {
          return of(type, NATIVE_IMAGE);
        }
      };

  private ObjectFields() {}

  /**
   * A field with a name that is unique within its object.
   *
   * @param name the field's name, preceded by its class if a subclass has a field of the same name
   */
  record Named(String name, Field field) {

    /** The value of this field in {@code object}. */
    @Nullable Object read(Object object) {
      try {
        return field.get(object);
      } catch (IllegalAccessException e) {
        throw hidesItsState(object.getClass());
      }
    }

    /** Whether {@code value} is the initial value of a primitive field: zero or false. */
    boolean isUnset(Object value) {
      Class<?> type = field.getType();
      return type.isPrimitive() && value.equals(Array.get(Array.newInstance(type, 1), 0));
    }
  }

  /**
   * All fields of {@code type} that are not static.
   *
   * @throws NotCacheableException if they cannot be read, or may not be the whole state
   */
  static List<Named> of(Class<?> type) {
    return FIELDS.get(type);
  }

  /** As {@link #of(Class)}, but not cached. */
  static List<Named> of(Class<?> type, boolean inNativeImage) {
    if (type.getModule() == Object.class.getModule()
        || type.isAnonymousClass()
        || type.isLocalClass()
        || type.isHidden()
        || type.isSynthetic()
        || Proxy.isProxyClass(type)) {
      throw hidesItsState(type);
    }
    List<Named> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Class<?> level = type;
        level != Object.class && level != Record.class;
        level = level.getSuperclass()) {
      int before = fields.size();
      for (Field field : declaredFields(level)) {
        if (!Modifier.isStatic(field.getModifiers())) {
          open(field);
          fields.add(new Named(unique(field, names), field));
        }
      }
      // In a native image, a class that is not registered for reflection seems to have no fields.
      if (inNativeImage && fields.size() == before && !WITHOUT_FIELDS.contains(level.getName())) {
        throw hidesItsState(type);
      }
    }
    return List.copyOf(fields);
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
