package dev.bytestore.internal.langchain;

import java.util.Collections;
import java.util.List;

/** The tool calls of an AI message, as unmodifiable lists of maps. */
record ToolCalls(List<Object> valid, List<Object> invalid, List<Object> chunks) {

  ToolCalls {
    valid = Collections.unmodifiableList(valid);
    invalid = Collections.unmodifiableList(invalid);
    chunks = Collections.unmodifiableList(chunks);
  }
}
