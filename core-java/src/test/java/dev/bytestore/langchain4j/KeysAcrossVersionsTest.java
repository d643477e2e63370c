package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageType;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import java.util.List;
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
}
