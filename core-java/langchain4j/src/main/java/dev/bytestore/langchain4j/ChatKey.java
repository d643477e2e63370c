package dev.bytestore.langchain4j;

import dev.bytestore.internal.json.JsonWriter;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The key of a response: the prompt and the llm string of an LLM cache. */
record ChatKey(String prompt, String llmString) {

  /** The parts of a key that come from the model. */
  record Model(ModelProvider provider, ChatRequestParameters defaults, ModelIdentity identity) {}

  /**
   * Returns the key of {@code request}.
   *
   * @param parametersKey returns the text that replaces the parameters; null for a hash of them
   * @throws NotCacheableException if the request has no key
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
      // A hash, because the LlmCache receives the llm string, and parameters may contain an API
      // key.
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

  /** Shows only the sizes, so that no request ends up in a log. */
  @Override
  public String toString() {
    return "ChatKey[prompt of %d characters, llm string of %d]"
        .formatted(prompt.length(), llmString.length());
  }
}
