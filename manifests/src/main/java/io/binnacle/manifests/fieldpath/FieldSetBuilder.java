package io.binnacle.manifests.fieldpath;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects paths below one node, in any order and with repetitions; sorts once, at the end. A walk
 * over an object meets most of its fields once and nearly in order, so that is what is cheap.
 */
public final class FieldSetBuilder {
  private final List<Step> steps = new ArrayList<>();

  /**
   * @param below null where the step itself is a member
   */
  private record Step(PathElement element, @Nullable FieldSetBuilder below)
      implements Comparable<Step> {
    @Override
    public int compareTo(Step other) {
      return element.compareTo(other.element);
    }
  }

  /** The field at the end of this step is a member. */
  public FieldSetBuilder add(PathElement element) {
    steps.add(new Step(element, null));
    return this;
  }

  /** Collects what is below a step; where nothing comes, nothing stays. */
  public FieldSetBuilder below(PathElement element) {
    FieldSetBuilder child = new FieldSetBuilder();
    steps.add(new Step(element, child));
    return child;
  }

  public FieldSet build() {
    if (steps.isEmpty()) {
      return FieldSet.EMPTY;
    }
    steps.sort(null);
    FieldSet.Nodes nodes = new FieldSet.Nodes(steps.size());
    int at = 0;
    while (at < steps.size()) {
      PathElement element = steps.get(at).element;
      boolean member = false;
      FieldSet children = FieldSet.EMPTY;
      while (at < steps.size() && steps.get(at).element.equals(element)) {
        FieldSetBuilder below = steps.get(at).below;
        if (below == null) {
          member = true;
        } else {
          children = children.union(below.build());
        }
        at++;
      }
      nodes.add(element, member, children);
    }
    return nodes.toSet();
  }
}
