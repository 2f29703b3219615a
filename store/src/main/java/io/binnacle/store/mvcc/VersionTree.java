package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;
import io.binnacle.store.mvcc.TreeNode.Branch;
import io.binnacle.store.mvcc.TreeNode.Leaf;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted tree of keys with their versions. A changed tree shares all but the changed
 * paths with the one before; {@link TreeEditor} makes many changes with one copy of each path.
 */
public final class VersionTree {
  static final VersionTree EMPTY = new VersionTree(new Leaf(new TreeNode.Owner()));

  private final TreeNode root;

  VersionTree(TreeNode root) {
    this.root = root;
  }

  TreeNode root() {
    return root;
  }

  long liveKeys() {
    return root.liveKeys;
  }

  @Nullable VersionChain get(Bytes key) {
    return get(root, key);
  }

  static @Nullable VersionChain get(TreeNode root, Bytes key) {
    TreeNode node = root;
    while (node instanceof Branch branch) {
      node = branch.children[branch.childFor(key)];
    }
    Leaf leaf = (Leaf) node;
    int position = leaf.find(key);
    return position < 0 ? null : leaf.chains[position];
  }

  /** Live keys of the range, along two paths of the tree. */
  long countLive(KeyRange range) {
    return countLive(root, range);
  }

  static long countLive(TreeNode root, KeyRange range) {
    Bytes end = range.to();
    long below = end == null ? root.liveKeys : liveBelow(root, end);
    return Math.max(0, below - liveBelow(root, range.from()));
  }

  private static long liveBelow(TreeNode root, Bytes key) {
    long live = 0;
    TreeNode node = root;
    while (node instanceof Branch branch) {
      int child = branch.childFor(key);
      live += branch.liveBefore(child);
      node = branch.children[child];
    }
    Leaf leaf = (Leaf) node;
    return live + leaf.liveBefore(leaf.lowerBound(key));
  }

  /** All keys of the range, those with a tombstone as their newest version too. */
  public Iterator<VersionChain> iterate(KeyRange range) {
    return new Walk(root, range);
  }

  static Iterator<VersionChain> iterate(TreeNode root, KeyRange range) {
    return new Walk(root, range);
  }

  /** Remembers the path to a leaf; the tree does not change below it. */
  private static final class Walk implements Iterator<VersionChain> {
    /** 16 levels of at least four children each hold more keys than a heap does. */
    private static final int LEVELS_MAX = 32;

    private final @Nullable Branch[] branches = new Branch[LEVELS_MAX];
    private final int[] positions = new int[LEVELS_MAX];
    private int levels;
    private Leaf leaf;
    private int position;
    private final @Nullable Bytes end;

    Walk(TreeNode root, KeyRange range) {
      this.end = range.to();
      TreeNode node = root;
      while (node instanceof Branch branch) {
        branches[levels] = branch;
        positions[levels] = branch.childFor(range.from());
        node = branch.children[positions[levels]];
        levels++;
      }
      leaf = (Leaf) node;
      position = leaf.lowerBound(range.from());
    }

    @Override
    public boolean hasNext() {
      if (position >= leaf.size && !nextLeaf()) {
        return false;
      }
      return end == null || leaf.chains[position].key().compareTo(end) < 0;
    }

    @Override
    public VersionChain next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return leaf.chains[position++];
    }

    private boolean nextLeaf() {
      int level = levels - 1;
      while (level >= 0) {
        Branch branch = branches[level];
        if (branch != null && positions[level] + 1 < branch.size) {
          positions[level]++;
          descend(branch.children[positions[level]], level + 1);
          return leaf.size > 0;
        }
        level--;
      }
      return false;
    }

    private void descend(TreeNode from, int firstLevel) {
      TreeNode node = from;
      int level = firstLevel;
      while (node instanceof Branch branch) {
        branches[level] = branch;
        positions[level] = 0;
        node = branch.children[0];
        level++;
      }
      leaf = (Leaf) node;
      position = 0;
    }
  }
}
