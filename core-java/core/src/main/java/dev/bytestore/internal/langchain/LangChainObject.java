package dev.bytestore.internal.langchain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A serialized object of LangChain: its class and the arguments of its constructor, which are JSON
 * values or further objects. They are not checked.
 */
public record LangChainObject(PythonClass type, Map<String, @Nullable Object> kwargs) {

  @Override
  public String toString() {
    return "%s[%d kwargs]".formatted(type.pythonName(), kwargs.size());
  }
}
