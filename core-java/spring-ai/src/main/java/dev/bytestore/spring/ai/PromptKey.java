package dev.bytestore.spring.ai;

import dev.bytestore.internal.TextHash;
import dev.bytestore.internal.model.CanonicalJson;
import dev.bytestore.internal.model.ModelKey;
import dev.bytestore.internal.model.NotCacheableException;
import dev.bytestore.internal.model.ObjectFields;
import dev.bytestore.internal.model.ResponseCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/** Makes the keys of requests. {@code docs/spring-ai-keys.md} describes them. */
final class PromptKey implements ResponseCache.Keys<Prompt> {

  /**
   * The version of the format. It is part of every key that has no counterpart in Python, and has
   * to change whenever the keys of unchanged requests would.
   */
  static final String FORMAT = "bytestore-spring-ai-1";

  static final CanonicalJson JSON =
      new CanonicalJson(new ObjectFields(Set.of()), PromptFields::valueInKey);

  private final Supplier<? extends @Nullable ChatOptions> defaults;
  private final String modelKey;
  private final @Nullable Function<? super @Nullable ChatOptions, String> optionsKey;

  /**
   * @param defaults the default options of the model, which are read for each request
   * @param optionsKey returns the text that replaces all options; null for a hash of them
   */
  PromptKey(
      Supplier<? extends @Nullable ChatOptions> defaults,
      String modelKey,
      @Nullable Function<? super @Nullable ChatOptions, String> optionsKey) {
    this.defaults = defaults;
    this.modelKey = modelKey;
    this.optionsKey = optionsKey;
  }

  @Override
  public ModelKey of(Prompt prompt, @Nullable String tenant) {
    ChatOptions defaultOptions = defaults.get();
    ChatOptions options = prompt.getOptions();
    if (ToolUse.isInsideTheModel(options, defaultOptions)) {
      throw new NotCacheableException(
          "a request with tools that the model runs itself; use a ToolCallAdvisor, or disable the"
              + " internal tool execution in the options");
    }
    Map<String, @Nullable Object> llm = new LinkedHashMap<>();
    llm.put("format", FORMAT);
    llm.put("model_key", modelKey);
    // A model without options in the request uses its defaults, and a ChatClient copies them.
    ChatOptions effective = options == null ? defaultOptions : options;
    if (optionsKey != null) {
      llm.put("options_key", ModelKey.ownText("optionsKey", optionsKey, effective));
      List<?> tools = ToolUse.descriptions(effective);
      if (!tools.isEmpty()) {
        llm.put("tools", hash(tools));
      }
    } else {
      requireDefinitions(options);
      requireDefinitions(defaultOptions);
      // Hashes, because the LlmCache receives the llm string, and options may contain secrets.
      llm.put("defaults", hash(defaultOptions));
      llm.put("options", hash(effective));
    }
    if (tenant != null) {
      llm.put("tenant", tenant);
    }
    return ModelKey.of(JSON.of(prompt.getInstructions()), llm);
  }

  private static void requireDefinitions(@Nullable ChatOptions options) {
    if (ToolUse.hasToolNames(options)) {
      throw new NotCacheableException(
          "a request with names of tools, whose definitions are not in its options; use tool"
              + " callbacks or set optionsKey");
    }
  }

  private static String hash(@Nullable Object options) {
    return TextHash.sha256(JSON.of(options));
  }
}
