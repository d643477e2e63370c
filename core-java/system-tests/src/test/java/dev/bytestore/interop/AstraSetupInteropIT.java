package dev.bytestore.interop;

import static dev.bytestore.interop.SharedStoreContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.SetupMode;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbLlmCache;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each side uses collections that the other side created. */
class AstraSetupInteropIT {

  private final PythonPeer peer = PythonPeer.shared();
  private final DataApiServer server = DataApiServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  static Stream<Arguments> setups() {
    List<Arguments> setups = new ArrayList<>();
    for (SetupMode first : List.of(SetupMode.SYNC, SetupMode.ASYNC)) {
      for (SetupMode second : SetupMode.values()) {
        setups.add(Arguments.of(first, second));
      }
    }
    return setups.stream();
  }

  @ParameterizedTest
  @MethodSource("setups")
  void javaMakesWhatPythonUses(SetupMode java, SetupMode python) {
    SharedStore store = javaStore("kv", java);
    LlmCache cache = javaCache("llm", java);
    store.mset(Map.of("k", bytes("v")));
    cache.blocking().update("prompt", "llm", List.of(Generation.of("fizz")));

    assertThat(pythonStore("kv", python).mget(List.of("k"))).containsExactly(bytes("v"));
    assertThat(pythonCache("llm", python).lookup("prompt", "llm").repr())
        .isEqualTo("[Generation(text='fizz')]");
  }

  @ParameterizedTest
  @MethodSource("setups")
  void pythonMakesWhatJavaUses(SetupMode python, SetupMode java) {
    pythonStore("kv", python).mset(Map.of("k", bytes("v")));
    pythonCache("llm", python)
        .update("prompt", "llm", GenerationsCodec.encode(List.of(Generation.of("fizz"))));

    assertThat(javaStore("kv", java).mget(List.of("k"))).containsExactly(bytes("v"));
    assertThat(javaCache("llm", java).blocking().lookup("prompt", "llm"))
        .containsExactly(Generation.of("fizz"));
  }

  @Test
  void bothAskForTheSameCollections() {
    javaStore("kv", SetupMode.SYNC);
    javaCache("llm", SetupMode.SYNC);
    List<JsonNode> ours = created();
    server.forgetRequests();
    pythonStore("kv", SetupMode.SYNC);
    pythonCache("llm", SetupMode.SYNC);

    assertThat(ours).hasSize(2).isEqualTo(created());
  }

  private List<JsonNode> created() {
    return server.requests("createCollection").stream().map(request -> request.json()).toList();
  }

  private SharedStore javaStore(String collection, SetupMode mode) {
    return SharedStore.ofJava(
        AstraDbByteStore.builder(SharedDataApi.connection(server))
            .collection(collection)
            .setupMode(mode)
            .build());
  }

  private LlmCache javaCache(String collection, SetupMode mode) {
    return AstraDbLlmCache.builder(SharedDataApi.connection(server))
        .collection(collection)
        .setupMode(mode)
        .build();
  }

  /** Uses the async methods after an async setup, because the sync ones fail then. */
  private SharedStore pythonStore(String collection, SetupMode mode) {
    String name =
        peer.make("AstraDBByteStore", mode.name(), SharedDataApi.collection(server, collection));
    return SharedStore.ofPython(peer, name, mode == SetupMode.ASYNC);
  }

  private SharedCache pythonCache(String collection, SetupMode mode) {
    String name =
        peer.make("AstraDBCache", mode.name(), SharedDataApi.collection(server, collection));
    return new SharedCache(peer, name, mode == SetupMode.ASYNC);
  }
}
