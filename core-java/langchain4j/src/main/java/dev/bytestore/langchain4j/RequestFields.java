package dev.bytestore.langchain4j;

import dev.bytestore.internal.model.CanonicalJson;
import dev.bytestore.internal.model.ObjectFields;
import dev.langchain4j.data.message.ImageContent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leaves fields with default values out of the keys of requests. If a newer LangChain4j adds a
 * field, only the keys of requests that set it change.
 */
final class RequestFields {

  /** The packages of messages, contents, tools, parameters and schemas in langchain4j-core. */
  private static final List<String> CORE =
      List.of(
          "dev.langchain4j.agent.tool.",
          "dev.langchain4j.data.",
          "dev.langchain4j.model.chat.request.");

  private RequestFields() {}

  /** The rule for {@link CanonicalJson}. */
  static @Nullable Object valueInKey(Object owner, ObjectFields.Named field, Object value) {
    return isEmptyInTheCore(field, value) || isImplied(owner, field) ? null : value;
  }

  /**
   * The core treats null and an empty list, map or set alike: its constructors turn one into the
   * other. Classes of providers and users may distinguish them, so theirs are written.
   */
  private static boolean isEmptyInTheCore(ObjectFields.Named field, Object value) {
    boolean isEmpty =
        (value instanceof Collection<?> collection && collection.isEmpty())
            || (value instanceof Map<?, ?> map && map.isEmpty());
    String type = field.field().getDeclaringClass().getName();
    return isEmpty && CORE.stream().anyMatch(type::startsWith);
  }

  /**
   * Since LangChain4j 1.23, an image knows whether its level of detail was set explicitly. Any
   * level except the default must have been set, so for these the field is left out. For the
   * default level the field is part of the key, because a provider may send no level if none was
   * set.
   */
  private static boolean isImplied(Object owner, ObjectFields.Named field) {
    return owner instanceof ImageContent image
        && field.field().getDeclaringClass() == ImageContent.class
        && field.field().getName().equals("detailLevelSpecified")
        && image.detailLevel() != ImageContent.DetailLevel.LOW;
  }
}
