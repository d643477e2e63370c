package dev.bytestore.applications.starter;

import dev.bytestore.LlmCache;
import dev.bytestore.langchain4j.CachingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import org.springframework.stereotype.Service;

/** Asks the model only what is not in the cache. */
@Service
class Assistant {

  private final ChatModel model;

  Assistant(ChatModel model, LlmCache llmCache) {
    this.model = CachingChatModel.builder(model, llmCache).modelKey("assistant 1").build();
  }

  String answer(String question) {
    return model.chat(question);
  }
}
