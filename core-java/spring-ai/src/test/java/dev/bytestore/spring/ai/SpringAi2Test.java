package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;

/** The module is compiled with Spring AI 1.1, and works with Spring AI 2.0 too. */
class SpringAi2Test {

  @Test
  void aRequestHasTheSameKeyWithBothVersions() throws Exception {
    assertThat(SpringAi2.run(KeyedRequests.class))
        .isEqualTo(new KeyedRequests().call())
        .doesNotHaveDuplicates();
  }

  @Test
  void modelsAreCachedInTheSameWayWithBothVersions() throws Exception {
    assertThat(SpringAi2.run(CachedRequests.class))
        .isEqualTo(new CachedRequests().call())
        .contains("model: fake-1", "calls: 4");
  }

  @Test
  void theOtherVersionIsReallyTheOther() throws Exception {
    assertThat(SpringAi2.run(Version.class)).containsExactly("true");
    assertThat(new Version().call()).containsExactly("false");
  }

  /** Whether a method of Spring AI 2.0 is there. */
  static final class Version implements Callable<List<String>> {

    @Override
    public List<String> call() {
      boolean isThere = false;
      for (var method : ChatModel.class.getMethods()) {
        isThere |= method.getName().equals("getOptions");
      }
      return List.of(String.valueOf(isThere));
    }
  }
}
