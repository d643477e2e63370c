package dev.bytestore.testing.dataapi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;

/** The faults of future requests. */
final class PlannedFaults {

  private static final class Plan {

    private final Predicate<DataApiRequest> which;
    private final Fault fault;
    private int times;

    private Plan(Predicate<DataApiRequest> which, int times, Fault fault) {
      this.which = which;
      this.times = times;
      this.fault = fault;
    }
  }

  private final Deque<Plan> plans = new ArrayDeque<>();

  synchronized void add(Predicate<DataApiRequest> which, int times, Fault fault) {
    if (times > 0) {
      plans.add(new Plan(which, times, fault));
    }
  }

  synchronized void clear() {
    plans.clear();
  }

  /** The fault of a request that has arrived, or none. */
  synchronized Fault next(DataApiRequest request) {
    for (Iterator<Plan> each = plans.iterator(); each.hasNext(); ) {
      Plan plan = each.next();
      if (plan.which.test(request)) {
        plan.times--;
        if (plan.times == 0) {
          each.remove();
        }
        return plan.fault;
      }
    }
    return Fault.NONE;
  }
}
