package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.store.KeyRange;
import io.binnacle.store.mvcc.TreeNode.Branch;
import io.binnacle.store.mvcc.TreeNode.Leaf;
import io.binnacle.store.mvcc.TreeNode.Owner;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Changes a tree. Nodes it made itself are changed in place, others are copied first; {@link
 * #publish} gives all of them away. Used by the applying thread only.
 */
final class TreeEditor {
  private TreeNode root;
  private Owner owner = new Owner();

  TreeEditor(VersionTree tree) {
    this.root = tree.root();
  }

  /** The tree as it is now; later changes copy what it shares. */
  VersionTree publish() {
    owner = new Owner();
    return new VersionTree(root);
  }

  @Nullable VersionChain get(Bytes key) {
    return VersionTree.get(root, key);
  }

  long countLive(KeyRange range) {
    return VersionTree.countLive(root, range);
  }

  /** Ends at the next change. */
  Iterator<VersionChain> iterate(KeyRange range) {
    return VersionTree.iterate(root, range);
  }

  /** Adds a key, or replaces its versions. */
  void put(VersionChain chain) {
    root = owned(root);
    TreeNode right = put(root, chain);
    if (right != null) {
      Branch taller = new Branch(owner);
      taller.insert(0, root);
      taller.insert(1, right);
      taller.liveKeys = root.liveKeys + right.liveKeys;
      root = taller;
    }
  }

  /** Removes a key that is there. */
  void remove(Bytes key) {
    root = owned(root);
    remove(root, key);
    while (root instanceof Branch branch && branch.size == 1) {
      root = branch.children[0];
    }
    if (root.size == 0) {
      root = new Leaf(owner);
    }
  }

  private TreeNode owned(TreeNode node) {
    return node.owner == owner ? node : node.copyFor(owner);
  }

  /**
   * @param node owned
   * @return the new right neighbour of a node that had to be split
   */
  private @Nullable TreeNode put(TreeNode node, VersionChain chain) {
    return switch (node) {
      case Leaf leaf -> putIntoLeaf(leaf, chain);
      case Branch branch -> putIntoBranch(branch, chain);
    };
  }

  private @Nullable TreeNode putIntoBranch(Branch branch, VersionChain chain) {
    int position = branch.childFor(chain.key());
    TreeNode child = owned(branch.children[position]);
    branch.children[position] = child;
    long liveBefore = child.liveKeys;
    TreeNode right = put(child, chain);
    branch.liveKeys += child.liveKeys - liveBefore;
    if (right == null) {
      return null;
    }
    Branch target = branch;
    Branch split = null;
    int insertAt = position + 1;
    if (branch.size == TreeNode.WIDTH_MAX) {
      int splitAt = splitPosition(insertAt);
      split = branch.splitAt(splitAt, owner);
      if (insertAt > splitAt) {
        target = split;
        insertAt -= splitAt;
      }
    }
    target.insert(insertAt, right);
    target.liveKeys += right.liveKeys;
    return split;
  }

  private @Nullable TreeNode putIntoLeaf(Leaf leaf, VersionChain chain) {
    int found = leaf.find(chain.key());
    if (found >= 0) {
      leaf.liveKeys += (chain.isLive() ? 1 : 0) - (leaf.chains[found].isLive() ? 1 : 0);
      leaf.chains[found] = chain;
      return null;
    }
    int position = -1 - found;
    Leaf target = leaf;
    Leaf split = null;
    if (leaf.size == TreeNode.WIDTH_MAX) {
      int splitAt = splitPosition(position);
      split = leaf.splitAt(splitAt, owner);
      if (position > splitAt) {
        target = split;
        position -= splitAt;
      }
    }
    target.insert(position, chain);
    return split;
  }

  /** Keys that arrive in order leave full nodes behind; others leave halves. */
  private static int splitPosition(int insertAt) {
    return insertAt == TreeNode.WIDTH_MAX ? TreeNode.WIDTH_MAX - 4 : TreeNode.WIDTH_MAX / 2;
  }

  /**
   * @param node owned
   */
  private void remove(TreeNode node, Bytes key) {
    switch (node) {
      case Leaf leaf -> {
        int position = leaf.find(key);
        Invariant.check(position >= 0, "key %s is not in the tree", key);
        leaf.remove(position);
      }
      case Branch branch -> {
        int position = branch.childFor(key);
        TreeNode child = owned(branch.children[position]);
        branch.children[position] = child;
        long liveBefore = child.liveKeys;
        remove(child, key);
        branch.liveKeys += child.liveKeys - liveBefore;
        if (child.size == 0) {
          branch.remove(position);
        } else if (child.size < TreeNode.WIDTH_SMALL) {
          join(branch, position);
        }
      }
    }
  }

  private void join(Branch branch, int position) {
    int left = position + 1 < branch.size ? position : position - 1;
    if (left < 0) {
      return;
    }
    TreeNode rightNode = branch.children[left + 1];
    if (branch.children[left].size + rightNode.size > TreeNode.WIDTH_JOINED_MAX) {
      return;
    }
    TreeNode leftNode = owned(branch.children[left]);
    leftNode.append(rightNode, branch.firstKeys[left + 1]);
    branch.children[left] = leftNode;
    branch.remove(left + 1);
  }
}
