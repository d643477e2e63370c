package dev.bytestore.spring.ai;

import dev.bytestore.internal.model.NotCacheableException;
import dev.bytestore.internal.model.ObjectFields;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AbstractMessage;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.ModelOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.util.MimeType;

/**
 * Decides how the fields of messages and options are written in keys. Options that do not change
 * responses, and secrets, are left out.
 */
final class PromptFields {

  /** The packages of messages and media, in whose classes null and empty are the same. */
  private static final List<String> MESSAGES =
      List.of("org.springframework.ai.chat.messages.", "org.springframework.ai.content.");

  /**
   * Fields of options. Tools get {@code toolContext}, not the model, and requests whose tools run
   * in the model have no key. {@code cacheOptions} are those of the provider's own prompt cache.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "apiKey",
          "cacheOptions",
          "credential",
          "credentials",
          "internalToolExecutionEnabled",
          "maxRetries",
          "proxy",
          "timeout",
          "toolContext");

  private static final Set<String> HEADERS = Set.of("customHeaders", "httpHeaders");
  private static final Set<String> TOOLS = Set.of("toolCallbacks", "toolNames");

  /** Whole words, so that a header such as {@code x-keyword} stays in the key. */
  private static final Pattern SECRET_HEADER =
      Pattern.compile(
          "(.*[-_])?(authorization|cookie|credentials?|(api|access|subscription)[-_]?key|passw(or)?d"
              + "|secret|signature|token)");

  /** The name that {@link Media} gives itself if the user sets none. */
  private static final Pattern RANDOM_NAME =
      Pattern.compile("media-.*-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private PromptFields() {}

  /** The rule for canonical JSON. */
  static @Nullable Object valueInKey(Object owner, ObjectFields.Named named, Object value) {
    String name = named.field().getName();
    if (value instanceof MimeType type) {
      return type.toString(); // It caches this text in a field.
    }
    if (owner instanceof ModelOptions) {
      return optionInKey(name, value);
    }
    if (isEmpty(value) && isInMessages(named)) {
      return null;
    }
    if (owner instanceof Media && name.equals("name")) {
      return RANDOM_NAME.matcher(value.toString()).matches() ? null : value;
    }
    if (owner instanceof AbstractMessage && name.equals("metadata")) {
      return withoutType(value);
    }
    return value;
  }

  private static @Nullable Object optionInKey(String name, Object value) {
    if (LEFT_OUT.contains(name) || (TOOLS.contains(name) && isEmpty(value))) {
      return null;
    }
    if (name.equals("toolCallbacks") && value instanceof Collection<?> tools) {
      return tools.stream().map(PromptFields::definition).toList();
    }
    // An empty list is part of the key: it replaces the model's default, and null does not.
    return HEADERS.contains(name) ? withoutSecrets(value) : value;
  }

  private static boolean isEmpty(Object value) {
    return (value instanceof Collection<?> collection && collection.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  private static boolean isInMessages(ObjectFields.Named named) {
    String owner = named.field().getDeclaringClass().getName();
    return MESSAGES.stream().anyMatch(owner::startsWith);
  }

  private static @Nullable Object withoutType(Object metadata) {
    if (!(metadata instanceof Map<?, ?> map)) {
      return metadata;
    }
    Map<@Nullable Object, @Nullable Object> own = new LinkedHashMap<>(map);
    own.remove(AbstractMessage.MESSAGE_TYPE); // The class of the message says the same.
    return own.isEmpty() ? null : own;
  }

  /** What the model is told about a tool. */
  static Map<String, @Nullable Object> definition(@Nullable Object tool) {
    if (!(tool instanceof ToolCallback callback)) {
      throw new NotCacheableException("a tool that is not a ToolCallback");
    }
    ToolDefinition definition;
    try {
      definition = callback.getToolDefinition();
    } catch (RuntimeException | LinkageError e) { // The message may quote anything.
      throw new NotCacheableException(
          "a tool of %s whose definition cannot be read".formatted(tool.getClass().getName()));
    }
    if (definition == null) {
      throw new NotCacheableException(
          "a tool of %s without a definition".formatted(tool.getClass().getName()));
    }
    Map<String, @Nullable Object> written = new TreeMap<>();
    written.put("name", definition.name());
    written.put("description", definition.description());
    written.put("input_schema", definition.inputSchema());
    return written;
  }

  private static @Nullable Object withoutSecrets(Object headers) {
    if (!(headers instanceof Map<?, ?> map)) {
      return headers;
    }
    Map<@Nullable Object, @Nullable Object> own = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          String lower = String.valueOf(name).toLowerCase(Locale.ROOT);
          if (!SECRET_HEADER.matcher(lower).matches()) {
            own.put(name, value);
          }
        });
    return own.isEmpty() ? null : own;
  }
}
