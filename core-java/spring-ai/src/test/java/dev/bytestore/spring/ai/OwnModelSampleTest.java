package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** The bean of a caching model that the document on Spring Boot shows, word for word. */
class OwnModelSampleTest {

  @Configuration(proxyBeanMethods = false)
  static class Models {

    @Bean
    @Primary
    CachingChatModel cachingModel(OpenAiChatModel model, LlmCache cache) {
      return CachingChatModel.builder(model, cache)
          .modelKey("assistant, prompt 3")
          .tenant(prompt -> userOf(prompt))
          .build();
    }

    private static String userOf(Prompt prompt) {
      return ((ToolCallingChatOptions) prompt.getOptions()).getToolContext().get("user").toString();
    }
  }

  @Test
  void the_bean_is_injected_as_the_chat_model() {
    OpenAiChatModel provider =
        OpenAiChatModel.builder()
            .openAiApi(OpenAiApi.builder().baseUrl("http://localhost").apiKey("secret").build())
            .build();
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(CachingModelsAutoConfiguration.class))
        .withBean("openAiChatModel", OpenAiChatModel.class, () -> provider)
        .withBean(LlmCache.class, InMemoryLlmCache::new)
        .withUserConfiguration(Models.class)
        .run(
            context -> {
              assertThat(context.getBean(ChatModel.class)).isInstanceOf(CachingChatModel.class);
              assertThat(context.getBean(OpenAiChatModel.class)).isSameAs(provider);
              assertThat(ChatClient.create(context.getBean(ChatModel.class))).isNotNull();
            });
  }
}
