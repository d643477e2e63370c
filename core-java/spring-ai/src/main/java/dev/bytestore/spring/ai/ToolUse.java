package dev.bytestore.spring.ai;

import dev.bytestore.internal.model.NotCacheableException;
import dev.bytestore.internal.model.ObjectFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/**
 * Finds out which tools a request has and who runs them. In Spring AI 1.1 a model runs tools itself
 * by default. In version 2.0 no model does, and some of the methods that are called here are gone.
 */
final class ToolUse {

  private static final ObjectFields FIELDS = new ObjectFields(Set.of());

  private ToolUse() {}

  /**
   * Whether the model runs the tools of a request itself, so that its response depends on them.
   *
   * @param options those of the request
   * @param defaults those of the model
   */
  static boolean isInsideTheModel(@Nullable ChatOptions options, @Nullable ChatOptions defaults) {
    return (hasTools(options) || hasTools(defaults)) && runsTools(options, defaults);
  }

  private static boolean hasTools(@Nullable ChatOptions options) {
    return options instanceof ToolCallingChatOptions tools
        && (isPresent(tools.getToolCallbacks()) || hasToolNames(tools) || hasOwnTools(tools));
  }

  /** Some providers have an option {@code tools}. The model runs those of them that are beans. */
  private static boolean hasOwnTools(ToolCallingChatOptions options) {
    try {
      for (ObjectFields.Named field : FIELDS.of(options.getClass())) {
        if (field.name().equals("tools")
            && field.read(options) instanceof Collection<?> tools
            && !tools.isEmpty()) {
          return true;
        }
      }
      return false;
    } catch (NotCacheableException e) { // Such options are part of a key only through optionsKey.
      return false;
    }
  }

  /** Whether {@code options} name tools whose definitions only the model can find. */
  static boolean hasToolNames(@Nullable ChatOptions options) {
    try {
      return options instanceof ToolCallingChatOptions tools && isPresent(tools.getToolNames());
    } catch (NoSuchMethodError e) { // Spring AI 2.0
      return false;
    }
  }

  /** What a key says about the tools of {@code options}: their definitions, and their names. */
  static List<?> descriptions(@Nullable ChatOptions options) {
    List<Object> descriptions = new ArrayList<>();
    if (options instanceof ToolCallingChatOptions tools) {
      if (isPresent(tools.getToolCallbacks())) {
        tools.getToolCallbacks().forEach(tool -> descriptions.add(PromptFields.definition(tool)));
      }
      if (hasToolNames(tools)) {
        descriptions.addAll(new TreeSet<>(tools.getToolNames()));
      }
    }
    return descriptions;
  }

  private static boolean runsTools(@Nullable ChatOptions options, @Nullable ChatOptions defaults) {
    try {
      Boolean own = enabled(options);
      Boolean enabled = own == null ? enabled(defaults) : own;
      return enabled == null || enabled;
    } catch (NoSuchMethodError e) { // Spring AI 2.0
      return false;
    }
  }

  private static @Nullable Boolean enabled(@Nullable ChatOptions options) {
    return options instanceof ToolCallingChatOptions tools
        ? tools.getInternalToolExecutionEnabled()
        : null;
  }

  private static boolean isPresent(@Nullable Collection<?> collection) {
    return collection != null && !collection.isEmpty();
  }
}
