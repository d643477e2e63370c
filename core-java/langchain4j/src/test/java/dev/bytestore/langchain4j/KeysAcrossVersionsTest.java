package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageType;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Issue 17.15: a request has the same key over every supported version of LangChain4j. Until 1.23
 * was tried, no test asked for the key of one request over two versions, so a field that 1.23 added
 * changed the key of each request with a system message or an image unseen.
 */
class KeysAcrossVersionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"1.20.0", "1.23.0"})
  void aRequestHasTheSameKeyOverEachVersion(String version) throws Exception {
    assertThat(OtherLangChain4j.run(version, KeyedRequests.class))
        .isEqualTo(new KeyedRequests().call())
        .doesNotHaveDuplicates();
  }

  @Test
  void everyTypeOfMessageAndOfContentIsAmongTheRequests() {
    assertThat(KeyedRequests.messages().values())
        .extracting(ChatMessage::type)
        .containsAll(List.of(ChatMessageType.values()));
    assertThat(KeyedRequests.contents().values())
        .extracting(Content::type)
        .containsAll(List.of(ContentType.values()));
  }

  /** What allows {@link RequestFields} to leave out the empty lists and maps of these classes. */
  @Test
  void theCoreMakesNoDifferenceBetweenNullAndEmpty() {
    List<String> noTexts = null;
    List<ToolSpecification> noTools = null;

    assertThat(AiMessage.builder().text("a").toolExecutionRequests(null).attributes(null).build())
        .isEqualTo(
            AiMessage.builder()
                .text("a")
                .toolExecutionRequests(List.of())
                .attributes(Map.of())
                .build());
    assertThat(SystemMessage.builder().text("a").attributes(null).build())
        .isEqualTo(SystemMessage.builder().text("a").attributes(Map.of()).build());
    assertThat(ToolSpecification.builder().name("a").metadata(null).build())
        .isEqualTo(ToolSpecification.builder().name("a").metadata(Map.of()).build());
    assertThat(JsonObjectSchema.builder().required(noTexts).definitions(null).build())
        .isEqualTo(JsonObjectSchema.builder().required(List.of()).definitions(Map.of()).build());
    assertThat(
            ChatRequestParameters.builder()
                .stopSequences(noTexts)
                .toolSpecifications(noTools)
                .build())
        .isEqualTo(
            ChatRequestParameters.builder()
                .stopSequences(List.of())
                .toolSpecifications(List.of())
                .build());
  }
}
