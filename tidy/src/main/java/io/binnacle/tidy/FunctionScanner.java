package io.binnacle.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures the functions of one file: lines, parameters, nesting of statements. */
final class FunctionScanner extends TreeScanner<@Nullable Void, @Nullable Void> {
  private final CompilationUnitTree unit;
  private final SourcePositions positions;
  private final Set<String> exempt;
  private final List<String> violations;
  private final Deque<ClassTree> classes = new ArrayDeque<>();

  private int nesting;
  private int nestingMax;

  FunctionScanner(
      CompilationUnitTree unit,
      SourcePositions positions,
      Set<String> exempt,
      List<String> violations) {
    this.unit = unit;
    this.positions = positions;
    this.exempt = exempt;
    this.violations = violations;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
    classes.push(tree);
    super.visitClass(tree, null);
    classes.pop();
    return null;
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
    int outerNesting = nesting;
    int outerMax = nestingMax;
    nesting = 0;
    nestingMax = 0;
    super.visitMethod(tree, null);
    report(tree);
    nesting = outerNesting;
    nestingMax = outerMax;
    return null;
  }

  private void report(MethodTree tree) {
    ClassTree holder = classes.element();
    String name = holder.getSimpleName() + "." + tree.getName();
    long first = line(positions.getStartPosition(unit, tree));
    long lines = line(positions.getEndPosition(unit, tree)) - first + 1;
    String place = unit.getSourceFile().getName() + ":" + first + " " + name;
    if (lines > SourceRules.FUNCTION_LINES_MAX && !exempt.contains(name)) {
      violations.add(place + " has " + lines + " lines, at most " + SourceRules.FUNCTION_LINES_MAX);
    }
    // The constructor of a record repeats its components, which have names where it is read.
    boolean components =
        holder.getKind() == Tree.Kind.RECORD && tree.getName().contentEquals("<init>");
    // What overrides a method has no choice; the method itself is looked at where it is declared.
    boolean overrides =
        tree.getModifiers().getAnnotations().stream()
            .anyMatch(each -> each.getAnnotationType().toString().equals("Override"));
    int parameters = tree.getParameters().size();
    if (!components && !overrides && parameters > SourceRules.PARAMETERS_MAX) {
      violations.add(
          place + " has " + parameters + " parameters, at most " + SourceRules.PARAMETERS_MAX);
    }
    if (nestingMax > SourceRules.NESTING_MAX) {
      violations.add(place + " nests " + nestingMax + " deep, at most " + SourceRules.NESTING_MAX);
    }
  }

  private long line(long position) {
    return position < 0 ? 0 : unit.getLineMap().getLineNumber(position);
  }

  @Override
  public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
    scan(tree.getCondition(), null);
    deeper(tree.getThenStatement());
    StatementTree otherwise = tree.getElseStatement();
    if (otherwise instanceof IfTree) {
      // A chain of else-ifs reads as one level.
      scan(otherwise, null);
    } else {
      deeper(otherwise);
    }
    return null;
  }

  @Override
  public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void unused) {
    deeper(tree.getStatement());
    return null;
  }

  @Override
  public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
    scan(tree.getExpression(), null);
    deeper(tree.getStatement());
    return null;
  }

  @Override
  public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
    deeper(tree.getStatement());
    return null;
  }

  @Override
  public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
    deeper(tree.getStatement());
    return null;
  }

  @Override
  public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
    nesting++;
    nestingMax = Math.max(nestingMax, nesting);
    super.visitSwitch(tree, null);
    nesting--;
    return null;
  }

  @Override
  public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
    nesting++;
    nestingMax = Math.max(nestingMax, nesting);
    super.visitTry(tree, null);
    nesting--;
    return null;
  }

  @Override
  public @Nullable Void visitSynchronized(SynchronizedTree tree, @Nullable Void unused) {
    deeper(tree.getBlock());
    return null;
  }

  /** The body of a lambda is a function of its own, only without a name. */
  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
    int outer = nesting;
    nesting = 0;
    super.visitLambdaExpression(tree, null);
    nesting = outer;
    return null;
  }

  private void deeper(@Nullable Tree body) {
    nesting++;
    nestingMax = Math.max(nestingMax, nesting);
    scan(body, null);
    nesting--;
  }
}
