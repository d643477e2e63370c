package dev.bytestore.faults;

import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.session.Session;
import com.datastax.oss.driver.internal.core.loadbalancing.DefaultLoadBalancingPolicy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a session to one node as long as it can be reached: that of the address
 * that the session's name is. The driver creates it by its name.
 */
public final class PreferredCoordinator extends DefaultLoadBalancingPolicy {

  private final String address;

  /** Called by the driver. */
  public PreferredCoordinator(DriverContext context, String profile) {
    super(context, profile);
    address = context.getSessionName();
  }

  @Override
  public Queue<Node> newQueryPlan(@Nullable Request request, @Nullable Session session) {
    Queue<Node> plan = super.newQueryPlan(request, session);
    Queue<Node> preferred = new ConcurrentLinkedQueue<>();
    Queue<Node> others = new ConcurrentLinkedQueue<>();
    for (Node node = plan.poll(); node != null; node = plan.poll()) {
      boolean isPreferred = node.getEndPoint().resolve().toString().endsWith(address);
      (isPreferred ? preferred : others).add(node);
    }
    preferred.addAll(others);
    return preferred;
  }
}
