package dev.bytestore.langchain4j;

import dev.bytestore.internal.json.JsonWriter;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the answer to a request is kept: the prompt and the llm string of an LLM cache. */
record ChatKey(String prompt, String llmString) {

  /** What a key has to know of a model. */
  record Model(ModelProvider provider, ChatRequestParameters defaults, ModelIdentity identity) {}

  /**
   * The key of {@code request}.
   *
   * @param parametersKey stands for the parameters; null for all that they hold
   * @throws NotCacheableException if it has none
   */
  static ChatKey of(
      Model model,
      ChatRequest request,
      @Nullable String tenant,
      @Nullable Function<? super ChatRequestParameters, String> parametersKey) {
    ChatRequestParameters parameters = model.defaults().overrideWith(request.parameters());
    Map<String, @Nullable Object> llm = new LinkedHashMap<>();
    llm.put("format", CanonicalJson.FORMAT);
    llm.put("provider", model.provider().name());
    if (parametersKey == null) {
      // A hash, because each LlmCache sees the llm string, and parameters may hold an API key.
      llm.put("parameters", TextHash.sha256(CanonicalJson.of(parameters)));
    } else {
      llm.put("parameters_key", parametersKey.apply(parameters));
    }
    llm.put(model.identity().name(), model.identity().text());
    if (tenant != null) {
      llm.put("tenant", tenant);
    }
    return new ChatKey(CanonicalJson.of(request.messages()), JsonWriter.writeSorted(llm));
  }

  /** Sizes only: what is asked does not belong in a log. */
  @Override
  public String toString() {
    return "ChatKey[prompt of %d characters, llm string of %d]"
        .formatted(prompt.length(), llmString.length());
  }
}
