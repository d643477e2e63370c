package dev.bytestore.internal.langchain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Python classes of objects that we read and write. Objects of other classes are refused. */
public enum PythonClass {
  GENERATION("Generation", "generation", "Generation"),
  GENERATION_CHUNK("GenerationChunk", "generation", "Generation"),
  CHAT_GENERATION("ChatGeneration", "chat_generation", "ChatGeneration"),
  CHAT_GENERATION_CHUNK("ChatGenerationChunk", "chat_generation", "ChatGenerationChunk"),
  AI_MESSAGE("AIMessage", "ai", "ai"),
  AI_MESSAGE_CHUNK("AIMessageChunk", "ai", "AIMessageChunk"),
  HUMAN_MESSAGE("HumanMessage", "human", "human"),
  HUMAN_MESSAGE_CHUNK("HumanMessageChunk", "human", "HumanMessageChunk"),
  SYSTEM_MESSAGE("SystemMessage", "system", "system"),
  SYSTEM_MESSAGE_CHUNK("SystemMessageChunk", "system", "SystemMessageChunk"),
  TOOL_MESSAGE("ToolMessage", "tool", "tool"),
  TOOL_MESSAGE_CHUNK("ToolMessageChunk", "tool", "ToolMessageChunk"),
  CHAT_MESSAGE("ChatMessage", "chat", "chat"),
  CHAT_MESSAGE_CHUNK("ChatMessageChunk", "chat", "ChatMessageChunk"),
  FUNCTION_MESSAGE("FunctionMessage", "function", "function"),
  FUNCTION_MESSAGE_CHUNK("FunctionMessageChunk", "function", "FunctionMessageChunk"),
  BASE_MESSAGE("BaseMessage", "base", null),
  BASE_MESSAGE_CHUNK("BaseMessageChunk", "base", null),
  DOCUMENT("Document", "document", "Document");

  private static final Map<List<String>, PythonClass> BY_ID = new HashMap<>();

  static {
    for (PythonClass type : values()) {
      BY_ID.put(type.id, type);
      if (type.isMessage()) {
        BY_ID.put(List.of("langchain_core", "messages", type.pythonName), type);
        BY_ID.put(List.of("langchain_core", "messages", type.module, type.pythonName), type);
      } else if (type.isGeneration()) {
        BY_ID.put(List.of("langchain_core", "outputs", type.module, type.pythonName), type);
      }
    }
    for (PythonClass type :
        List.of(AI_MESSAGE, HUMAN_MESSAGE, SYSTEM_MESSAGE, CHAT_MESSAGE, FUNCTION_MESSAGE)) {
      BY_ID.put(List.of("langchain", "schema", type.pythonName), type);
    }
  }

  private final String pythonName;
  private final String module;
  private final @Nullable String typeField;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> id;

  PythonClass(String pythonName, String module, @Nullable String typeField) {
    this.pythonName = pythonName;
    this.module = module;
    this.typeField = typeField;
    this.id = List.of("langchain", "schema", family(module), pythonName);
  }

  private static String family(String module) {
    if (module.equals("document")) {
      return module;
    }
    return module.endsWith("generation") ? "output" : "messages";
  }

  /** Returns the class with this id, in its old or its new form, or null if there is none. */
  static @Nullable PythonClass ofId(List<?> id) {
    return BY_ID.get(id);
  }

  /**
   * Returns the message class with this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PythonClass message(String pythonName) {
    PythonClass type = BY_ID.get(List.of("langchain", "schema", "messages", pythonName));
    if (type == null) {
      throw new IllegalArgumentException(
          "pythonClass: not a message class of langchain_core.messages");
    }
    return type;
  }

  /** Returns the name of the class in Python. */
  public String pythonName() {
    return pythonName;
  }

  /** Returns the value of the field {@code type}, or null if each object has its own. */
  public @Nullable String typeField() {
    return typeField;
  }

  /** Returns the id that is written. Every version of LangChain can read this form. */
  List<String> id() {
    return id;
  }

  /** Returns the name of the Python module, which is the same for a class and its chunk class. */
  String module() {
    return module;
  }

  /** Returns whether objects of the class are messages of a chat. */
  public boolean isMessage() {
    return id.contains("messages");
  }

  /** Returns whether objects of the class are outputs of a model. */
  public boolean isGeneration() {
    return id.contains("output");
  }

  /** Returns whether objects of the class are pieces of a stream. */
  public boolean isChunk() {
    return pythonName.endsWith("Chunk");
  }
}
