package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import java.util.Arrays;

/**
 * A node of the tree. A node belongs to the editor that made it until that editor publishes; then
 * it never changes again. Wide nodes, so that a scan runs along arrays and the tree of a million
 * keys is four levels deep.
 */
abstract sealed class TreeNode {
  /** One period of an editor, from publishing to publishing; has only an identity. */
  static final class Owner {}

  /**
   * 64 references are 256 bytes: a change of one key copies about 1.3 KiB in a tree of three
   * levels.
   */
  static final int WIDTH_MAX = 64;

  /** A node below this joins a neighbour, if both fit into three quarters of one. */
  static final int WIDTH_SMALL = WIDTH_MAX / 4;

  static final int WIDTH_JOINED_MAX = WIDTH_MAX / 4 * 3;

  /** Who may change this node in place. */
  final Owner owner;

  int size;

  /** Keys below this node whose newest version is no tombstone. */
  long liveKeys;

  private TreeNode(Owner owner) {
    this.owner = owner;
  }

  abstract Bytes firstKey();

  abstract TreeNode copyFor(Owner newOwner);

  /** Moves the upper part into a new node. */
  abstract TreeNode splitAt(int position, Owner newOwner);

  /**
   * Takes all of a right neighbour.
   *
   * @param separator no key of the neighbour is below it. Its own first key will not do: once its
   *     first child was removed, smaller keys may have come into the next.
   */
  abstract void append(TreeNode right, Bytes separator);

  /** Keys with their versions. */
  static final class Leaf extends TreeNode {
    final VersionChain[] chains = new VersionChain[WIDTH_MAX];

    Leaf(Owner owner) {
      super(owner);
    }

    @Override
    Bytes firstKey() {
      return chains[0].key();
    }

    /** The position of the key, or {@code -1 - position} of where it would be. */
    int find(Bytes key) {
      int low = 0;
      int high = size - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = chains[middle].key().compareTo(key);
        if (order == 0) {
          return middle;
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return -1 - low;
    }

    int lowerBound(Bytes key) {
      int found = find(key);
      return found >= 0 ? found : -1 - found;
    }

    long liveBefore(int position) {
      long live = 0;
      for (int i = 0; i < position; i++) {
        live += chains[i].isLive() ? 1 : 0;
      }
      return live;
    }

    void insert(int position, VersionChain chain) {
      System.arraycopy(chains, position, chains, position + 1, size - position);
      chains[position] = chain;
      size++;
      liveKeys += chain.isLive() ? 1 : 0;
    }

    void remove(int position) {
      liveKeys -= chains[position].isLive() ? 1 : 0;
      System.arraycopy(chains, position + 1, chains, position, size - position - 1);
      size--;
      Arrays.fill(chains, size, size + 1, null);
    }

    @Override
    Leaf copyFor(Owner newOwner) {
      Leaf copy = new Leaf(newOwner);
      System.arraycopy(chains, 0, copy.chains, 0, size);
      copy.size = size;
      copy.liveKeys = liveKeys;
      return copy;
    }

    @Override
    Leaf splitAt(int position, Owner newOwner) {
      Leaf right = new Leaf(newOwner);
      System.arraycopy(chains, position, right.chains, 0, size - position);
      right.size = size - position;
      right.liveKeys = right.liveBefore(right.size);
      Arrays.fill(chains, position, size, null);
      size = position;
      liveKeys -= right.liveKeys;
      return right;
    }

    @Override
    void append(TreeNode right, Bytes separator) {
      Invariant.check(right instanceof Leaf, "neighbours are on one level");
      System.arraycopy(((Leaf) right).chains, 0, chains, size, right.size);
      size += right.size;
      liveKeys += right.liveKeys;
    }
  }

  /** Children with the first key of each. The first key of the first child is never looked at. */
  static final class Branch extends TreeNode {
    final TreeNode[] children = new TreeNode[WIDTH_MAX];
    final Bytes[] firstKeys = new Bytes[WIDTH_MAX];

    Branch(Owner owner) {
      super(owner);
    }

    @Override
    Bytes firstKey() {
      return firstKeys[0];
    }

    /** The child whose part of the keys contains the key. */
    int childFor(Bytes key) {
      int low = 1;
      int high = size - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (firstKeys[middle].compareTo(key) <= 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return low - 1;
    }

    long liveBefore(int position) {
      long live = 0;
      for (int i = 0; i < position; i++) {
        live += children[i].liveKeys;
      }
      return live;
    }

    void insert(int position, TreeNode child) {
      System.arraycopy(children, position, children, position + 1, size - position);
      System.arraycopy(firstKeys, position, firstKeys, position + 1, size - position);
      children[position] = child;
      firstKeys[position] = child.firstKey();
      size++;
    }

    void remove(int position) {
      System.arraycopy(children, position + 1, children, position, size - position - 1);
      System.arraycopy(firstKeys, position + 1, firstKeys, position, size - position - 1);
      size--;
      clearFrom(size, size + 1);
    }

    private void clearFrom(int from, int to) {
      Arrays.fill(children, from, to, null);
      Arrays.fill(firstKeys, from, to, null);
    }

    @Override
    Branch copyFor(Owner newOwner) {
      Branch copy = new Branch(newOwner);
      System.arraycopy(children, 0, copy.children, 0, size);
      System.arraycopy(firstKeys, 0, copy.firstKeys, 0, size);
      copy.size = size;
      copy.liveKeys = liveKeys;
      return copy;
    }

    @Override
    Branch splitAt(int position, Owner newOwner) {
      Branch right = new Branch(newOwner);
      System.arraycopy(children, position, right.children, 0, size - position);
      System.arraycopy(firstKeys, position, right.firstKeys, 0, size - position);
      right.size = size - position;
      right.liveKeys = right.liveBefore(right.size);
      clearFrom(position, size);
      size = position;
      liveKeys -= right.liveKeys;
      return right;
    }

    @Override
    void append(TreeNode right, Bytes separator) {
      Invariant.check(right instanceof Branch, "neighbours are on one level");
      Branch other = (Branch) right;
      System.arraycopy(other.children, 0, children, size, other.size);
      System.arraycopy(other.firstKeys, 0, firstKeys, size, other.size);
      firstKeys[size] = separator;
      size += other.size;
      liveKeys += other.liveKeys;
    }
  }
}
