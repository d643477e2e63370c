package dev.bytestore.testing;

import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * The metadata of a driver that missed a change of the cluster: the replicas are wrong, and the
 * ranges are those of a single node.
 */
public final class StaleTokenMap {

  private StaleTokenMap() {}

  /** Names a node that does not have the key; which one varies between the keys of a node. */
  public static UnaryOperator<Metadata> thatNamesOtherNodes() {
    AtomicInteger turn = new AtomicInteger();
    return real ->
        stale(
            real,
            replicas -> {
              List<Node> others =
                  real.getNodes().values().stream().filter(n -> !replicas.contains(n)).toList();
              return Set.of(others.get(turn.getAndIncrement() % others.size()));
            });
  }

  /** Names no node at all. */
  public static UnaryOperator<Metadata> thatNamesNoNode() {
    return real -> stale(real, replicas -> Set.of());
  }

  /** Names a node that has left the cluster. */
  public static UnaryOperator<Metadata> thatNamesANodeThatIsGone() {
    Node gone =
        proxy(
            Node.class,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getDistance" -> NodeDistance.IGNORED;
                  case "getState" -> NodeState.FORCED_DOWN;
                  case "hashCode" -> 1;
                  case "equals" -> proxy == arguments[0];
                  case "toString" -> "a node that is gone";
                  default -> throw new AssertionError("not expected to be asked: " + method);
                });
    return real -> stale(real, replicas -> Set.of(gone));
  }

  private static Metadata stale(Metadata real, UnaryOperator<Set<Node>> replicas) {
    TokenMap tokens = real.getTokenMap().orElseThrow();
    Node first = real.getNodes().values().iterator().next();
    TokenMap stale =
        proxy(
            TokenMap.class,
            (proxy, method, arguments) -> {
              if (method.getName().equals("getTokenRanges") && method.getParameterCount() == 0) {
                return tokens.getTokenRanges(first);
              }
              Object answer = call(tokens, method, arguments);
              return method.getName().equals("getReplicas")
                  ? replicas.apply(nodes(answer))
                  : answer;
            });
    return proxy(
        Metadata.class,
        (proxy, method, arguments) ->
            method.getName().equals("getTokenMap")
                ? Optional.of(stale)
                : call(real, method, arguments));
  }

  @SuppressWarnings("unchecked") // the result of getReplicas
  private static Set<Node> nodes(Object answer) {
    return (Set<Node>) answer;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
