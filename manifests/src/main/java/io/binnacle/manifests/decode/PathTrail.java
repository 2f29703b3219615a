package io.binnacle.manifests.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a reader is, and the fields it has met twice. Names are kept in plain lists, and a path is
 * only spelled when it is asked for, because almost no document has duplicates.
 */
public final class PathTrail {
  private static final int DUPLICATES_MAX = 100;

  private final List<String> steps = new ArrayList<>();
  private final List<String> duplicates = new ArrayList<>();

  /** Enters a container: it gets a place for the step to its child. */
  public void enter() {
    steps.add("");
  }

  public void atField(String name) {
    steps.set(steps.size() - 1, name);
  }

  public void atItem(int position) {
    // A zero character cannot begin a name that a path could show, so it marks positions.
    steps.set(steps.size() - 1, "\0" + position);
  }

  public void leave() {
    steps.remove(steps.size() - 1);
  }

  public int depth() {
    return steps.size();
  }

  public void duplicate() {
    if (duplicates.size() < DUPLICATES_MAX) {
      String path = toString();
      if (!duplicates.contains(path)) {
        duplicates.add(path);
      }
    }
  }

  public List<String> duplicates() {
    return List.copyOf(duplicates);
  }

  @Override
  public String toString() {
    StringBuilder path = new StringBuilder();
    for (String step : steps) {
      if (!step.isEmpty() && step.charAt(0) == '\0') {
        path.append('[').append(step, 1, step.length()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step);
      }
    }
    return path.toString();
  }
}
