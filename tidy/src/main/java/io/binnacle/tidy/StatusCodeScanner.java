package io.binnacle.tidy;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds codes of HTTP that are chosen (given to what makes replies) or judged (compared). Compiled
 * classes do not tell a code from another number, so the source is asked.
 */
final class StatusCodeScanner extends TreeScanner<@Nullable Void, @Nullable Void> {
  private static final int CODE_MIN = 100;
  private static final int CODE_MAX = 599;

  /** What makes replies: numbers given to these are codes. */
  private static final List<String> REPLIES =
      List.of("Whole", "Streamed", "Status", "Replies", "ReplyWriter");

  /** What holds a code: numbers compared with these are codes. */
  private static final List<String> CODES = List.of("status", "statusCode", "code");

  /** The codes of other people's libraries. */
  private static final List<String> LIBRARIES = List.of("HttpStatus", "HttpResponseStatus");

  private final CompilationUnitTree unit;
  private final SourcePositions positions;
  private final List<String> violations;

  StatusCodeScanner(CompilationUnitTree unit, SourcePositions positions, List<String> violations) {
    this.unit = unit;
    this.positions = positions;
    this.violations = violations;
  }

  @Override
  public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
    if (REPLIES.contains(simpleName(tree.getIdentifier()))) {
      tree.getArguments().forEach(this::reportCode);
    }
    return super.visitNewClass(tree, null);
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
    if (tree.getMethodSelect() instanceof MemberSelectTree called
        && REPLIES.contains(simpleName(called.getExpression()))) {
      tree.getArguments().forEach(this::reportCode);
    }
    return super.visitMethodInvocation(tree, null);
  }

  @Override
  public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
    if (CODES.contains(simpleName(tree.getLeftOperand()))) {
      reportCode(tree.getRightOperand());
    }
    if (CODES.contains(simpleName(tree.getRightOperand()))) {
      reportCode(tree.getLeftOperand());
    }
    return super.visitBinary(tree, null);
  }

  @Override
  public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
    if (LIBRARIES.contains(simpleName(tree.getExpression()))) {
      report(tree, tree.toString());
    }
    return super.visitMemberSelect(tree, null);
  }

  private void reportCode(ExpressionTree value) {
    switch (value) {
      case ParenthesizedTree inner -> reportCode(inner.getExpression());
      case ConditionalExpressionTree choice -> {
        reportCode(choice.getTrueExpression());
        reportCode(choice.getFalseExpression());
      }
      case LiteralTree literal
          when literal.getValue() instanceof Integer code && code >= CODE_MIN && code <= CODE_MAX ->
          report(literal, code.toString());
      default -> {}
    }
  }

  private void report(Tree tree, String code) {
    long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
    violations.add(unit.getSourceFile().getName() + ":" + line + " has the HTTP code " + code);
  }

  private static String simpleName(Tree tree) {
    return switch (tree) {
      case IdentifierTree name -> name.getName().toString();
      case MemberSelectTree select -> select.getIdentifier().toString();
      case MethodInvocationTree call -> simpleName(call.getMethodSelect());
      default -> "";
    };
  }
}
