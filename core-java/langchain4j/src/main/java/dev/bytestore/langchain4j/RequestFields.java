package dev.bytestore.langchain4j;

import dev.langchain4j.data.message.ImageContent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a request are not part of its key, so that a newer LangChain4j that adds a field
 * does not change the key of each request that leaves the field at its default.
 */
final class RequestFields {

  /** The packages of messages, contents, tools, parameters and schemas in langchain4j-core. */
  private static final List<String> CORE =
      List.of(
          "dev.langchain4j.agent.tool.",
          "dev.langchain4j.data.",
          "dev.langchain4j.model.chat.request.");

  private RequestFields() {}

  /** The rule for {@link ObjectText}. */
  static @Nullable Object written(Object owner, ObjectFields.Named field, Object value) {
    return isEmptyInTheCore(field, value) || isImplied(owner, field) ? null : value;
  }

  /**
   * The core makes no difference between null and an empty list, map or set: its constructors turn
   * the one into the other. Classes of providers and users may make one, so theirs are written.
   */
  private static boolean isEmptyInTheCore(ObjectFields.Named field, Object value) {
    boolean isEmpty =
        (value instanceof Collection<?> collection && collection.isEmpty())
            || (value instanceof Map<?, ?> map && map.isEmpty());
    String type = field.field().getDeclaringClass().getName();
    return isEmpty && CORE.stream().anyMatch(type::startsWith);
  }

  /**
   * Since 1.23 an image knows whether its level of detail was asked for. Any level but the default
   * was, so the level tells that already. For the default level it is part of the key, because a
   * provider may send nothing for an image whose level was not asked for.
   */
  private static boolean isImplied(Object owner, ObjectFields.Named field) {
    return owner instanceof ImageContent image
        && field.field().getDeclaringClass() == ImageContent.class
        && field.field().getName().equals("detailLevelSpecified")
        && image.detailLevel() != ImageContent.DetailLevel.LOW;
  }
}
