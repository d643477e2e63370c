package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;

/** Each public method refuses null before it does anything, and names the argument. */
class NullArgumentsTest {

  private static final Map<Class<?>, Object> ARGUMENTS =
      Map.of(
          ChatModel.class, new FakeChatModel(),
          EmbeddingModel.class, new FakeEmbeddingModel());

  static Stream<Arguments> calls() {
    CachingChatModel.Builder chat =
        CachingChatModel.builder(new FakeChatModel(), new InMemoryLlmCache()).modelKey("fake");
    CachingEmbeddingModel.Builder embedding =
        CachingEmbeddingModel.builder(new FakeEmbeddingModel(), new InMemoryByteStore())
            .namespace("fake");
    List<Arguments> calls = new ArrayList<>();
    for (Object target : List.of(chat, chat.build(), embedding, embedding.build())) {
      for (Method method : target.getClass().getDeclaredMethods()) {
        boolean isOurs =
            Modifier.isPublic(method.getModifiers())
                && !method.isSynthetic()
                && !method.getName().equals("getEmbeddingContent");
        for (int i = 0; isOurs && i < method.getParameterCount(); i++) {
          if (!method.getParameterTypes()[i].isPrimitive()) {
            calls.add(Arguments.of(method, target, i));
          }
        }
      }
    }
    assertThat(calls).hasSizeGreaterThan(20);
    return calls.stream();
  }

  @ParameterizedTest(name = "{0}, argument {2}")
  @MethodSource("calls")
  void nullIsRefusedByName(Method method, Object target, int position) {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = i == position ? null : ARGUMENTS.get(method.getParameterTypes()[i]);
    }
    assertThatThrownBy(() -> call(method, target, arguments))
        .isInstanceOf(NullPointerException.class)
        .hasMessage(method.getParameters()[position].getName());
  }

  private static void call(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
