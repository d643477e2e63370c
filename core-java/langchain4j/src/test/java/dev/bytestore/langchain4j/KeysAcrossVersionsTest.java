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
 * A request has the same key with every supported version of LangChain4j. LangChain4j 1.23 added a
 * field to system messages and one to images, which must not change the keys of requests.
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

  /** The reason why {@link RequestFields} can leave out empty lists and maps of these classes. */
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
