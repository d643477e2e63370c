package dev.bytestore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.LlmCacheKeys;
import dev.bytestore.Message;
import dev.bytestore.PythonRepr;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.testing.TestCassandra;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Python models with a cache in Cassandra, and a Java service that shares their answers. */
class ModelsInteropIT {

  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final String QUESTION = "Сколько будет 6 × 7? 🤔";
  private static final List<String> STOP = List.of("\n", "it's");

  /** The three kinds of models, which make their llm string in different ways. */
  enum Kind {
    TEXT("FakeListLLM"),
    CHAT("FakeListChatModel"),
    SERIALIZABLE_CHAT("SerializableChatModel");

    final String pythonClass;

    Kind(String pythonClass) {
      this.pythonClass = pythonClass;
    }

    String prompt() {
      return this == TEXT ? QUESTION : LlmCacheKeys.chatPrompt(List.of(Message.human(QUESTION)));
    }

    String llmString(JsonNode identity, List<String> stop) {
      return llmString(identity, Map.of(), stop);
    }

    String llmString(JsonNode identity, Map<String, Object> arguments, List<String> stop) {
      Map<String, Object> map =
          new ObjectMapper().convertValue(identity, new TypeReference<Map<String, Object>>() {});
      if (this == SERIALIZABLE_CHAT) {
        return LlmCacheKeys.chatLlmString(map, arguments, stop);
      }
      map.putAll(arguments);
      return LlmCacheKeys.llmString(map, stop);
    }

    Generation answer(String text) {
      return this == TEXT ? Generation.of(text) : Generation.chat(text);
    }
  }

  private final PythonPeer peer = PythonPeer.shared();
  private final BlockingLlmCache java =
      CassandraLlmCache.builder(TestCassandra.session()).keyspace(KEYSPACE).build().blocking();
  private final String python = peer.make("CassandraCache", "SYNC", Map.of("keyspace", KEYSPACE));

  @BeforeEach
  void clear() {
    java.clear();
  }

  private JsonNode model(Kind kind, String name) {
    return peer.call(
        "model",
        Map.of(
            "name", name, "kind", kind.pythonClass, "answer", "from the model", "cache", python));
  }

  private String ask(String model) {
    return peer.call("invoke", Map.of("on", model, "prompt", QUESTION, "stop", STOP)).textValue();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatAPythonModelAnsweredIsFoundByJava(Kind kind) {
    String llm = kind.llmString(model(kind, "model"), STOP);
    assertThat(ask("model")).isEqualTo("from the model");

    List<Generation> found = java.lookup(kind.prompt(), llm);

    assertThat(found).hasSize(1);
    assertThat(found.get(0).text()).isEqualTo("from the model");
    assertThat(java.lookup(kind.prompt(), kind.llmString(model(kind, "model"), null))).isNull();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatJavaKeptIsAnsweredByAPythonModel(Kind kind) {
    String llm = kind.llmString(model(kind, "model"), STOP);

    java.update(kind.prompt(), llm, List.of(kind.answer("from Java")));

    assertThat(ask("model")).isEqualTo("from Java");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatEitherDeletesByTheModelIsGoneForBoth(Kind kind) {
    JsonNode identity = model(kind, "model");
    ask("model");

    java.deleteThroughLlm(kind.prompt(), stop -> kind.llmString(identity, stop), STOP);
    assertThat(java.lookup(kind.prompt(), kind.llmString(identity, STOP))).isNull();
    java.update(kind.prompt(), kind.llmString(identity, STOP), List.of(kind.answer("from Java")));
    peer.call(
        "delete_through_llm",
        Map.of("on", python, "prompt", kind.prompt(), "model", "model", "stop", STOP));

    // Entry 29 in docs/python.md: Python cannot name a chat model that it can serialize.
    assertThat(ask("model"))
        .isEqualTo(kind == Kind.SERIALIZABLE_CHAT ? "from Java" : "from the model");
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "SERIALIZABLE_CHAT"})
  void anAnswerToACallWithArgumentsThatJsonCannotHoldIsFoundByJava(Kind kind) {
    JsonNode identity = model(kind, "model");
    String arguments =
        "{'schema': Generation, 'when': [(1, datetime.date(2020, 1, 2)), {3}], 'n': {1: 2}}";
    peer.call(
        "invoke", Map.of("on", "model", "prompt", QUESTION, "stop", STOP, "arguments", arguments));

    String llm =
        kind.llmString(
            identity,
            Map.of(
                "schema",
                new PythonRepr("<class 'langchain_core.outputs.generation.Generation'>"),
                "when",
                List.of(new PythonRepr("(1, datetime.date(2020, 1, 2))"), new PythonRepr("{3}")),
                "n",
                new PythonRepr("{1: 2}")),
            STOP);

    assertThat(java.lookup(kind.prompt(), llm)).hasSize(1);
  }

  @Test
  void theNextTurnOfAConversationIsFoundByJava() {
    Kind kind = Kind.SERIALIZABLE_CHAT;
    String llm = kind.llmString(model(kind, "model"), null);
    peer.call("converse", Map.of("on", "model", "first", QUESTION, "second", "And?"));

    Message answer = java.lookup(kind.prompt(), llm).get(0).message();
    String prompt =
        LlmCacheKeys.chatPrompt(List.of(Message.human(QUESTION), answer, Message.human("And?")));

    assertThat(answer.usageMetadata().totalTokens()).isEqualTo(19);
    assertThat(java.lookup(prompt, llm)).hasSize(1);
  }
}
