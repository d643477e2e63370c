package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.internal.TextHash;
import dev.bytestore.internal.model.ModelKey;
import dev.bytestore.internal.model.NotCacheableException;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatKeyTest {

  private static final List<ChatMessage> MESSAGES =
      List.of(SystemMessage.from("Be brief."), UserMessage.from("What is 6 times 7?"));

  /** One change for each parameter of LangChain4j's requests, by the name of its getter. */
  private static final Map<String, UnaryOperator<DefaultChatRequestParameters.Builder<?>>>
      PARAMETERS = new TreeMap<>();

  static {
    PARAMETERS.put("modelName", p -> p.modelName("fake-2"));
    PARAMETERS.put("temperature", p -> p.temperature(0.25));
    PARAMETERS.put("topP", p -> p.topP(0.25));
    PARAMETERS.put("topK", p -> p.topK(3));
    PARAMETERS.put("frequencyPenalty", p -> p.frequencyPenalty(0.25));
    PARAMETERS.put("presencePenalty", p -> p.presencePenalty(0.25));
    PARAMETERS.put("maxOutputTokens", p -> p.maxOutputTokens(3));
    PARAMETERS.put("stopSequences", p -> p.stopSequences("END"));
    PARAMETERS.put("toolSpecifications", p -> p.toolSpecifications(tool()));
    PARAMETERS.put("toolChoice", p -> p.toolChoice(ToolChoice.REQUIRED));
    PARAMETERS.put("responseFormat", p -> p.responseFormat(ResponseFormat.JSON));
  }

  static Set<String> parameterNames() {
    return PARAMETERS.keySet();
  }

  @ParameterizedTest
  @MethodSource("parameterNames")
  void eachParameterChangesTheKey(String name) {
    ChatRequestParameters changed =
        PARAMETERS.get(name).apply(ChatRequestParameters.builder()).build();

    assertThat(key(request(changed))).isNotEqualTo(key(request(null)));
    assertThat(key(request(changed)).prompt()).isEqualTo(key(request(null)).prompt());
  }

  @ParameterizedTest
  @MethodSource("parameterNames")
  void eachParameterOfTheModelsDefaultsChangesTheKey(String name) {
    ChatRequestParameters changed =
        PARAMETERS.get(name).apply(ChatRequestParameters.builder()).build();

    assertThat(key(model(changed), request(null)))
        .isNotEqualTo(key(model(DefaultChatRequestParameters.EMPTY), request(null)));
  }

  @Test
  void allParametersThatLangChain4jHasAreTried() {
    Set<String> getters = new HashSet<>();
    for (Method method : ChatRequestParameters.class.getMethods()) {
      if (method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers())) {
        getters.add(method.getName());
      }
    }

    assertThat(PARAMETERS.keySet()).isEqualTo(getters);
  }

  @Test
  void theSameRequestHasTheSameKeyHoweverItIsSpelled() {
    ChatRequestParameters zero = ChatRequestParameters.builder().temperature(0.0).build();

    assertThat(key(model(zero), request(null)))
        .isEqualTo(key(model(DefaultChatRequestParameters.EMPTY), request(zero)))
        .isEqualTo(key(model(zero), request(zero)));
  }

  @Test
  void providerTenantAndModelKeyChangeTheKey() {
    ChatRequest request = request(null);
    ChatRequestParameters none = DefaultChatRequestParameters.EMPTY;
    ModelIdentity one = ModelIdentity.named("one");
    ModelKey key = key(new ChatKeys.Model(ModelProvider.OTHER, none, one), request);

    assertThat(key(new ChatKeys.Model(ModelProvider.OTHER, none, one), request)).isEqualTo(key);
    assertThat(key(new ChatKeys.Model(ModelProvider.OLLAMA, none, one), request)).isNotEqualTo(key);
    assertThat(
            key(new ChatKeys.Model(ModelProvider.OTHER, none, ModelIdentity.named("two")), request))
        .isNotEqualTo(key);
    assertThat(
            key(
                new ChatKeys.Model(
                    ModelProvider.OTHER, none, new ModelIdentity("model", one.text())),
                request))
        .isNotEqualTo(key);
    assertThat(new ChatKeys(() -> model(none), null).of(request, "ann"))
        .isNotEqualTo(new ChatKeys(() -> model(none), null).of(request, "bob"))
        .isNotEqualTo(new ChatKeys(() -> model(none), null).of(request, null));
  }

  @Test
  void anOwnKeyOfTheParametersDoesNotHideTheTools() {
    ChatKeys keys = new ChatKeys(() -> model(DefaultChatRequestParameters.EMPTY), p -> "one");
    ChatRequestParameters adds = tools("adds");

    assertThat(
            List.of(
                keys.of(request(null), null),
                keys.of(request(adds), null),
                keys.of(request(tools("sums")), null)))
        .doesNotHaveDuplicates();
    assertThat(keys.of(request(adds), null)).isEqualTo(keys.of(request(tools("adds")), null));
  }

  private static ChatRequestParameters tools(String description) {
    return ChatRequestParameters.builder()
        .toolSpecifications(
            ToolSpecification.builder().name("add").description(description).build())
        .build();
  }

  @Test
  void anOwnKeyThatIsNullIsNoKey() {
    ChatKeys keys =
        new ChatKeys(
            () -> model(DefaultChatRequestParameters.EMPTY), ChatRequestParameters::modelName);

    assertThatThrownBy(() -> keys.of(request(null), null))
        .isInstanceOf(NotCacheableException.class)
        .hasMessage("a request for which parametersKey returned null");
  }

  @Test
  void theFormatIsTheOneThatTheDocumentsDescribe() {
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("hi"))
            .temperature(0.5)
            .toolChoice(ToolChoice.AUTO)
            .build();
    ModelKey key =
        new ChatKeys(() -> model(ChatRequestParameters.builder().modelName("fake-1").build()), null)
            .of(request, "ann");

    assertThat(key.prompt())
        .isEqualTo(
            """
            [{"class": "dev.langchain4j.data.message.UserMessage", "fields": {"contents": \
            [{"class": "dev.langchain4j.data.message.TextContent", "fields": {"text": \
            "hi"}}]}}]\
            """);
    assertThat(key.llmString())
        .isEqualTo(
            """
            {"format": "bytestore-langchain4j-3", "model_key": "fake", "parameters": \
            "%s", "provider": "OTHER", "tenant": "ann"}\
            """
                .formatted(
                    TextHash.sha256(
                        """
                        {"class": "dev.langchain4j.model.chat.request.DefaultChatRequestParameters", \
                        "fields": {"modelName": "fake-1", "temperature": 0.5, "toolChoice": \
                        {"class": "dev.langchain4j.model.chat.request.ToolChoice", "name": \
                        "AUTO"}}}\
                        """)));
    assertThat(TextHash.sha256("hello"))
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  }

  /** A class of parameters, such as each provider has. */
  static final class ProviderParameters extends DefaultChatRequestParameters {
    private final Object seed;

    private ProviderParameters(Builder builder) {
      super(builder);
      this.seed = builder.seed;
    }

    @Override
    public ChatRequestParameters overrideWith(ChatRequestParameters that) {
      return new Builder(seed).overrideWith(this).overrideWith(that).build();
    }

    @Override
    public ChatRequestParameters defaultedBy(ChatRequestParameters that) {
      return new Builder(seed).overrideWith(that).overrideWith(this).build();
    }

    static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
      private final Object seed;

      Builder(Object seed) {
        this.seed = seed;
      }

      @Override
      public ProviderParameters build() {
        return new ProviderParameters(this);
      }
    }
  }

  record Reasoning(String effort) {}

  @Test
  void whatAProvidersOwnParametersHoldChangesTheKey() {
    ModelKey key = key(request(new ProviderParameters.Builder(null).build()));

    assertThat(
            Stream.of(1, 2, "1", new Reasoning("low"), new Reasoning("high"), List.of(1))
                .map(seed -> key(request(new ProviderParameters.Builder(seed).build()))))
        .doesNotHaveDuplicates()
        .doesNotContain(key);
    assertThat(key).isNotEqualTo(key(request(DefaultChatRequestParameters.EMPTY)));
  }

  @Test
  void whatHidesItsStateHasNoKey() {
    Map<String, Object> cycle = new HashMap<>();
    cycle.put("self", cycle);
    Runnable lambda = () -> {};

    for (Object seed : List.of(lambda, new Thread(), cycle, Map.of(1, 2), new Object())) {
      assertThatThrownBy(() -> key(request(new ProviderParameters.Builder(seed).build())))
          .isInstanceOf(NotCacheableException.class);
    }
  }

  @Test
  void theParametersKeyStandsForTheParameters() {
    Runnable lambda = () -> {};
    ChatRequest request = request(new ProviderParameters.Builder(lambda).build());

    assertThat(new ChatKeys(() -> fake(), p -> "one").of(request, null))
        .isEqualTo(new ChatKeys(() -> fake(), p -> "one").of(request(null), null))
        .isNotEqualTo(new ChatKeys(() -> fake(), p -> "two").of(request, null));
  }

  private static ModelKey key(ChatRequest request) {
    return key(fake(), request);
  }

  private static ModelKey key(ChatKeys.Model model, ChatRequest request) {
    return new ChatKeys(() -> model, null).of(request, null);
  }

  private static ChatKeys.Model fake() {
    return model(ChatRequestParameters.builder().modelName("fake-1").build());
  }

  private static ChatKeys.Model model(ChatRequestParameters defaults) {
    return new ChatKeys.Model(ModelProvider.OTHER, defaults, ModelIdentity.named("fake"));
  }

  private static ChatRequest request(ChatRequestParameters parameters) {
    return ChatRequest.builder().messages(MESSAGES).parameters(parameters).build();
  }

  private static ToolSpecification tool() {
    return ToolSpecification.builder().name("a").build();
  }
}
