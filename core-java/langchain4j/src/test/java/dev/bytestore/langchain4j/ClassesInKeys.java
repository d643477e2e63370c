package dev.bytestore.langchain4j;

import dev.bytestore.internal.json.JsonReader;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.anthropic.AnthropicServerToolResult;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The classes whose fields are read to make keys, for all models, options, parameters and messages
 * of the tests. The texts that keys are made of name them: an object of another class has no fields
 * there.
 */
final class ClassesInKeys {

  private final Set<String> names = new TreeSet<>();

  private ClassesInKeys() {}

  /** The names of all classes whose objects are in a key. */
  static Set<String> names() {
    ClassesInKeys classes = new ClassesInKeys();
    Stream.of(models(), parameters(), requests())
        .flatMap(texts -> texts)
        .forEach(text -> classes.add(JsonReader.read(text)));
    return classes.names;
  }

  private static Stream<String> models() {
    return Stream.concat(
            ProviderOptionsTest.models().map(model -> model.build(model.newBuilder())),
            ProviderOptionsTest.options()
                .map(Arguments::get)
                .filter(pair -> !ProviderOptionsTest.REFUSED.contains(option(pair).name()))
                .map(pair -> ProviderOptionsTest.with((ProviderModel) pair[0], option(pair), 1)))
        .map(model -> ModelConfiguration.text(model, null, "modelKey"));
  }

  private static BuilderOption option(Object[] arguments) {
    return (BuilderOption) arguments[1];
  }

  private static Stream<String> parameters() {
    return ParametersSecretTest.options()
        .map(Arguments::get)
        .flatMap(
            arguments -> {
              Object builder = ((Supplier<?>) arguments[2]).get();
              option(arguments).set(builder, 1);
              return inKey(ParametersSecretTest.build(builder)).stream();
            })
        .map(KeyFormat::json);
  }

  /** The key of an embedding contains the values of the parameters, but not the parameters. */
  private static List<Object> inKey(Object parameters) {
    if (!(parameters instanceof EmbeddingRequestParameters embeddings)) {
      return List.of(parameters);
    }
    List<Object> values = new ArrayList<>();
    for (EmbeddingParameter<?> parameter : embeddings.presentParameters()) {
      values.add(embeddings.parameter(parameter));
    }
    return values;
  }

  private static Stream<String> requests() {
    List<Object> parts = new ArrayList<>(KeyedRequests.messages().values());
    parts.addAll(KeyedRequests.parameters().values());
    parts.add(answerWithAToolOfTheProvider());
    return parts.stream().map(KeyFormat::json);
  }

  /** As Anthropic's models return it. It is in the next request of the conversation. */
  private static AiMessage answerWithAToolOfTheProvider() {
    AnthropicServerToolResult result =
        AnthropicServerToolResult.builder().type("type").toolUseId("1").content("found").build();
    return AiMessage.builder()
        .text("hello")
        .attributes(Map.of("server_tool_results", List.of(result)))
        .build();
  }

  private void add(Object json) {
    if (json instanceof List<?> list) {
      list.forEach(this::add);
    }
    if (json instanceof Map<?, ?> object) {
      if (object.get("class") instanceof String name && object.get("fields") instanceof Map) {
        names.add(name);
      }
      if (object.get("set") instanceof List<?> texts) {
        texts.forEach(text -> add(JsonReader.read((String) text)));
      }
      object.values().forEach(this::add);
    }
  }
}
