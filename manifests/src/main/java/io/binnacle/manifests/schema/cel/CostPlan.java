package io.binnacle.manifests.schema.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of an expression's cost before it is evaluated: which parts cost by the size of
 * their arguments, and where these are. The units are those of cel-go and Kubernetes' library, so
 * that a rule that is affordable there is affordable here (CEL-07).
 */
final class CostPlan {
  private static final int LIST_COST = 10;
  private static final int MAP_COST = 30;
  private static final int STRUCT_COST = 40;

  /** By the expression's number: what it costs whatever its value. */
  private final Map<Long, Integer> fixed = new HashMap<>();

  /** By the expression's number: the numbers of its arguments, the target first. */
  private final Map<Long, List<Long>> sized = new HashMap<>();

  /** By the expression's number: whether somebody asks for its value. */
  private final Map<Long, Boolean> wanted = new HashMap<>();

  private CostPlan() {}

  static CostPlan of(CelExpr expression) {
    CostPlan plan = new CostPlan();
    plan.visit(expression);
    return plan;
  }

  int fixedCost(long id) {
    return fixed.getOrDefault(id, 0);
  }

  /** Null where the cost is fixed. */
  @org.jspecify.annotations.Nullable
  List<Long> argumentsOf(long id) {
    return sized.get(id);
  }

  boolean isWanted(long id) {
    return wanted.containsKey(id);
  }

  private void visit(CelExpr expression) {
    switch (expression.getKind()) {
      case CONSTANT, NOT_SET -> {}
      case IDENT -> fixed.put(expression.id(), 1);
      case SELECT -> visitSelect(expression);
      case CALL -> visitCall(expression);
      case LIST -> {
        fixed.put(expression.id(), LIST_COST);
        expression.list().elements().forEach(this::visit);
      }
      case STRUCT -> {
        fixed.put(expression.id(), STRUCT_COST);
        expression.struct().entries().forEach(entry -> visit(entry.value()));
      }
      case MAP -> {
        fixed.put(expression.id(), MAP_COST);
        expression
            .map()
            .entries()
            .forEach(
                entry -> {
                  visit(entry.key());
                  visit(entry.value());
                });
      }
      case COMPREHENSION -> {
        CelExpr.CelComprehension loop = expression.comprehension();
        visit(loop.iterRange());
        visit(loop.accuInit());
        visit(loop.loopCondition());
        visit(loop.loopStep());
        visit(loop.result());
      }
    }
  }

  /** {@code a.b.c} is evaluated in one step, and costs one for each name; has() costs nothing. */
  private void visitSelect(CelExpr expression) {
    int names = expression.select().testOnly() ? 0 : 1;
    CelExpr operand = expression.select().operand();
    while (operand.getKind() == CelExpr.ExprKind.Kind.SELECT) {
      names++;
      operand = operand.select().operand();
    }
    if (operand.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      names++;
    } else {
      visit(operand);
    }
    fixed.put(expression.id(), names);
  }

  private void visitCall(CelExpr expression) {
    CelExpr.CelCall call = expression.call();
    List<CelExpr> all = new ArrayList<>();
    call.target().ifPresent(all::add);
    ImmutableList<CelExpr> arguments = call.args();
    all.addAll(arguments);
    all.forEach(this::visit);
    if (CallCost.isFree(call.function())) {
      return;
    }
    if (!CallCost.isSized(call.function())) {
      fixed.put(expression.id(), 1);
      return;
    }
    List<Long> numbers = new ArrayList<>();
    for (CelExpr each : all) {
      numbers.add(each.id());
      wanted.put(each.id(), true);
    }
    sized.put(expression.id(), List.copyOf(numbers));
  }
}
