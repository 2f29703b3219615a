package io.binnacle.manifests.schema.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.exceptions.CelDivideByZeroException;
import dev.cel.common.exceptions.CelIndexOutOfBoundsException;
import dev.cel.common.exceptions.CelNumericOverflowException;
import dev.cel.common.exceptions.CelOverloadNotFoundException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Locale;
import java.util.Map;

/** A CEL expression that can be evaluated any number of times, with its cost known each time. */
final class Expression {
  /** What one evaluation may cost, in Kubernetes' units (CEL-07). */
  static final long COST_MAX = 1_000_000;

  private final CelRuntime.Program program;
  private final CostPlan costs;

  Expression(CelRuntime.Program program, CelAbstractSyntaxTree syntax) {
    this.program = program;
    this.costs = CostPlan.of(syntax.getExpr());
  }

  /** How an evaluation ended, and what it cost. */
  sealed interface Outcome {
    long cost();

    record Value(Object value, long cost) implements Outcome {}

    /** The expression has no value: no such key, index out of bounds, overflow. */
    record Failed(String why, long cost) implements Outcome {}

    /** It was stopped because it had cost too much. */
    record OverLimit(long cost) implements Outcome {}
  }

  Outcome evaluate(Map<String, Object> variables) {
    CostMeter meter = new CostMeter(costs, COST_MAX);
    try {
      Object value = program.trace(variables, meter);
      // An operator that needs one side only may have swallowed the stop.
      return meter.isExhausted()
          ? new Outcome.OverLimit(meter.cost())
          : new Outcome.Value(value, meter.cost());
    } catch (CelEvaluationException e) {
      return meter.isExhausted()
          ? new Outcome.OverLimit(meter.cost())
          : new Outcome.Failed(text(e), meter.cost());
    }
  }

  /** What went wrong in the words of Kubernetes, whose library words some of it otherwise. */
  private static String text(CelEvaluationException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String message = String.valueOf(cause.getMessage());
    return switch (cause) {
      case CelDivideByZeroException _ ->
          message.contains("odulus") ? "modulus by zero" : "division by zero";
      case CelNumericOverflowException _ -> "integer overflow";
      case CelOverloadNotFoundException _ -> "no such overload";
      case CelIndexOutOfBoundsException _ -> message.toLowerCase(Locale.ROOT);
      default -> message;
    };
  }
}
