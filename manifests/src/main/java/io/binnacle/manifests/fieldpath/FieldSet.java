package io.binnacle.manifests.fieldpath;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths as a tree of sorted steps, immutable. A node may be a member itself, and have
 * members below it. An operation that changes nothing answers the set that it was asked of, so
 * whether something changed is a look at the reference.
 */
public final class FieldSet {
  public static final FieldSet EMPTY =
      new FieldSet(new PathElement[0], new boolean[0], new FieldSet[0]);

  private final PathElement[] elements;
  private final boolean[] members;
  private final FieldSet[] children;

  private FieldSet(PathElement[] elements, boolean[] members, FieldSet[] children) {
    this.elements = elements;
    this.members = members;
    this.children = children;
  }

  /** The steps of one node while they are put together, in order. */
  static final class Nodes {
    private PathElement[] elements;
    private boolean[] members;
    private FieldSet[] children;
    private int size;

    Nodes(int sizeMax) {
      elements = new PathElement[sizeMax];
      members = new boolean[sizeMax];
      children = new FieldSet[sizeMax];
    }

    /** A step that is no member and has none below is left out. */
    void add(PathElement element, boolean member, FieldSet below) {
      if (member || !below.isEmpty()) {
        elements[size] = element;
        members[size] = member;
        children[size] = below;
        size++;
      }
    }

    FieldSet toSet() {
      if (size == 0) {
        return EMPTY;
      }
      if (size < elements.length) {
        elements = Arrays.copyOf(elements, size);
        members = Arrays.copyOf(members, size);
        children = Arrays.copyOf(children, size);
      }
      return new FieldSet(elements, members, children);
    }

    /** The same where the steps came in any order, or one came twice in two forms. */
    FieldSet toSortedSet() {
      Integer[] order = new Integer[size];
      Arrays.setAll(order, at -> at);
      Arrays.sort(order, (left, right) -> elements[left].compareTo(elements[right]));
      Nodes sorted = new Nodes(size);
      for (int at = 0; at < size; at++) {
        int from = order[at];
        if (sorted.size > 0 && sorted.elements[sorted.size - 1].equals(elements[from])) {
          sorted.members[sorted.size - 1] |= members[from];
          sorted.children[sorted.size - 1] = sorted.children[sorted.size - 1].union(children[from]);
        } else {
          sorted.add(elements[from], members[from], children[from]);
        }
      }
      return sorted.toSet();
    }
  }

  /** The fields at these paths of names. */
  public static FieldSet ofFields(List<List<String>> paths) {
    FieldSetBuilder root = new FieldSetBuilder();
    for (List<String> path : paths) {
      FieldSetBuilder at = root;
      for (String name : path.subList(0, path.size() - 1)) {
        at = at.below(PathElement.field(name));
      }
      at.add(PathElement.field(path.getLast()));
    }
    return root.build();
  }

  /** One step and what is below it. */
  public static FieldSet ofStep(PathElement element, boolean member, FieldSet below) {
    Nodes one = new Nodes(1);
    one.add(element, member, below);
    return one.toSet();
  }

  public boolean isEmpty() {
    return elements.length == 0;
  }

  /** How many steps start here. */
  public int size() {
    return elements.length;
  }

  public PathElement element(int at) {
    return elements[at];
  }

  public boolean isMember(int at) {
    return members[at];
  }

  public FieldSet below(int at) {
    return children[at];
  }

  /** Where the step is; negative where it is not. */
  public int find(PathElement element) {
    return Arrays.binarySearch(elements, element);
  }

  /** Whether the field at the end of this step is a member. */
  public boolean has(PathElement element) {
    int at = find(element);
    return at >= 0 && members[at];
  }

  /** What is below a step. */
  public FieldSet below(PathElement element) {
    int at = find(element);
    return at < 0 ? EMPTY : children[at];
  }

  // Whether something changed is a question of identity, as the class says.
  @SuppressWarnings("ReferenceEquality")
  public FieldSet union(FieldSet other) {
    if (other.isEmpty() || other == this) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    Nodes result = new Nodes(elements.length + other.elements.length);
    boolean grown = false;
    int mine = 0;
    int theirs = 0;
    while (mine < elements.length || theirs < other.elements.length) {
      int order = order(mine, other, theirs);
      if (order < 0) {
        result.add(elements[mine], members[mine], children[mine]);
        mine++;
      } else if (order > 0) {
        result.add(other.elements[theirs], other.members[theirs], other.children[theirs]);
        grown = true;
        theirs++;
      } else {
        FieldSet below = children[mine].union(other.children[theirs]);
        boolean member = members[mine] || other.members[theirs];
        grown |= below != children[mine] || member != members[mine];
        result.add(elements[mine], member, below);
        mine++;
        theirs++;
      }
    }
    return grown ? result.toSet() : this;
  }

  private int order(int mine, FieldSet other, int theirs) {
    if (mine == elements.length) {
      return 1;
    }
    return theirs == other.elements.length ? -1 : elements[mine].compareTo(other.elements[theirs]);
  }

  /** Without the members of the other set; what is below them stays. */
  public FieldSet difference(FieldSet other) {
    return without(other, false);
  }

  /** Without the members of the other set and all that is below them. */
  public FieldSet differenceOfTrees(FieldSet other) {
    return without(other, true);
  }

  @SuppressWarnings("ReferenceEquality")
  private FieldSet without(FieldSet other, boolean wholeTrees) {
    if (other.isEmpty() || isEmpty()) {
      return this;
    }
    Nodes result = new Nodes(elements.length);
    boolean shrunk = false;
    int theirs = 0;
    for (int mine = 0; mine < elements.length; mine++) {
      while (theirs < other.elements.length
          && other.elements[theirs].compareTo(elements[mine]) < 0) {
        theirs++;
      }
      boolean met = theirs < other.elements.length && other.elements[theirs].equals(elements[mine]);
      if (!met) {
        result.add(elements[mine], members[mine], children[mine]);
        continue;
      }
      boolean takenAway = other.members[theirs];
      FieldSet below =
          takenAway && wholeTrees
              ? EMPTY
              : children[mine].without(other.children[theirs], wholeTrees);
      boolean member = members[mine] && !takenAway;
      shrunk |= below != children[mine] || member != members[mine];
      result.add(elements[mine], member, below);
    }
    return shrunk ? result.toSet() : this;
  }

  /** The members that both have. */
  public FieldSet intersection(FieldSet other) {
    if (other.isEmpty() || isEmpty()) {
      return EMPTY;
    }
    Nodes result = new Nodes(Math.min(elements.length, other.elements.length));
    int mine = 0;
    int theirs = 0;
    while (mine < elements.length && theirs < other.elements.length) {
      int order = elements[mine].compareTo(other.elements[theirs]);
      if (order == 0) {
        result.add(
            elements[mine],
            members[mine] && other.members[theirs],
            children[mine].intersection(other.children[theirs]));
      }
      mine += order <= 0 ? 1 : 0;
      theirs += order >= 0 ? 1 : 0;
    }
    return result.toSet();
  }

  /** The same set with every node a member that has members below it. */
  public FieldSet withAncestors() {
    Nodes result = new Nodes(elements.length);
    for (int at = 0; at < elements.length; at++) {
      result.add(elements[at], true, children[at].withAncestors());
    }
    return result.toSet();
  }

  /** All members: at each node first its own, then those further down. */
  public List<FieldPath> paths() {
    List<FieldPath> paths = new ArrayList<>();
    collect(new ArrayList<>(), paths);
    return List.copyOf(paths);
  }

  private void collect(List<PathElement> above, List<FieldPath> paths) {
    for (int at = 0; at < elements.length; at++) {
      if (members[at]) {
        above.add(elements[at]);
        paths.add(new FieldPath(above));
        above.removeLast();
      }
    }
    for (int at = 0; at < elements.length; at++) {
      above.add(elements[at]);
      children[at].collect(above, paths);
      above.removeLast();
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldSet that
        && Arrays.equals(elements, that.elements)
        && Arrays.equals(members, that.members)
        && Arrays.equals(children, that.children);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(elements), Arrays.hashCode(members));
  }

  @Override
  public String toString() {
    return paths().toString();
  }
}
