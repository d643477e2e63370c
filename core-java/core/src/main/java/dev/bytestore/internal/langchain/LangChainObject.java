package dev.bytestore.internal.langchain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of LangChain's as it is written: its class and the arguments of its constructor, values
 * of JSON or further objects. Nothing is checked yet.
 */
public record LangChainObject(PythonClass type, Map<String, @Nullable Object> kwargs) {

  @Override
  public String toString() {
    return "%s[%d kwargs]".formatted(type.pythonName(), kwargs.size());
  }
}
