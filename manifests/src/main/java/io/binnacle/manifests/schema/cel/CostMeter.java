package io.binnacle.manifests.schema.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one evaluation costs and stops it when that is too much (CEL-07). The library has no
 * budget of its own; but it tells a listener each step, and an exception there ends the evaluation.
 */
final class CostMeter implements CelEvaluationListener {
  private final CostPlan plan;
  private final long costMax;
  private final Map<Long, Object> values = new HashMap<>();
  private long cost;

  CostMeter(CostPlan plan, long costMax) {
    this.plan = plan;
    this.costMax = costMax;
  }

  long cost() {
    return cost;
  }

  boolean isExhausted() {
    return cost > costMax;
  }

  @Override
  public void callback(CelExpr expression, Object result) {
    long id = expression.id();
    List<Long> arguments = plan.argumentsOf(id);
    if (arguments == null) {
      cost += plan.fixedCost(id);
    } else {
      List<@Nullable Object> sizes = new ArrayList<>(arguments.size());
      for (Long argument : arguments) {
        sizes.add(values.get(argument));
      }
      cost += CallCost.of(expression.call().function(), sizes, result);
    }
    if (plan.isWanted(id)) {
      values.put(id, result);
    }
    if (isExhausted()) {
      throw new CostExceededException();
    }
  }

  /** Ends the evaluation; {@link Expression} looks at the meter, not at this. */
  static final class CostExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CostExceededException() {
      super("operation cancelled: actual cost limit exceeded", null, false, false);
    }
  }
}
