package dev.bytestore.langchain4j;

import dev.bytestore.internal.TextHash;
import dev.bytestore.internal.model.ModelKey;
import dev.bytestore.internal.model.ResponseCache;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the keys of a model's responses.
 *
 * @param model the model's part of the keys, which is read for each request
 * @param parametersKey returns the text that replaces the parameters; null for a hash of them
 */
record ChatKeys(
    Supplier<Model> model, @Nullable Function<? super ChatRequestParameters, String> parametersKey)
    implements ResponseCache.Keys<ChatRequest> {

  /** The parts of a key that come from the model. */
  record Model(ModelProvider provider, ChatRequestParameters defaults, ModelIdentity identity) {}

  @Override
  public ModelKey of(ChatRequest request, @Nullable String tenant) {
    Model asked = model.get();
    ChatRequestParameters parameters = asked.defaults().overrideWith(request.parameters());
    Map<String, @Nullable Object> llm = new LinkedHashMap<>();
    llm.put("format", KeyFormat.VERSION);
    llm.put("provider", asked.provider().name());
    if (parametersKey == null) {
      // A hash, because the LlmCache receives the llm string, and parameters may contain an API
      // key.
      llm.put("parameters", TextHash.sha256(KeyFormat.json(parameters)));
    } else {
      llm.put("parameters_key", ModelKey.ownText("parametersKey", parametersKey, parameters));
      List<ToolSpecification> tools = parameters.toolSpecifications();
      if (tools != null && !tools.isEmpty()) {
        llm.put("tools", TextHash.sha256(KeyFormat.json(tools)));
      }
    }
    llm.put(asked.identity().name(), asked.identity().text());
    if (tenant != null) {
      llm.put("tenant", tenant);
    }
    return ModelKey.of(KeyFormat.json(request.messages()), llm);
  }
}
