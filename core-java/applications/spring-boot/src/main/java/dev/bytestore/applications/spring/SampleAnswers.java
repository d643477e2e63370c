package dev.bytestore.applications.spring;

import dev.bytestore.LlmCache;
import dev.bytestore.langchain4j.CachingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import org.springframework.stereotype.Service;

@Service
class SampleAnswers {

  private final ChatModel model;

  SampleAnswers(ChatModel model, LlmCache answers) {
    this.model = CachingChatModel.builder(model, answers).modelKey("assistant, prompt 3").build();
  }

  String answer(String question) {
    return model.chat(question);
  }
}
