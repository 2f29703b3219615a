package io.binnacle.consensus;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * What a group replicates. All methods are called by one thread, the member's apply loop; only
 * {@link View#writeTo} runs elsewhere, beside further applies.
 *
 * @param <R> what it answers to a command
 */
public interface StateMachine<R> {
  /**
   * Applies committed commands in log order. Deterministic: no clock, no chance, no local
   * configuration (RAFT-72). A command that cannot be carried out has a result that says so; an
   * exception that escapes stops the member.
   *
   * @return one result for each command, in order
   */
  List<R> apply(List<Committed> commands);

  /** The position up to which {@link #restore} or {@link #apply} has brought the state. */
  LogPosition appliedPosition();

  /** Everything applied so far, as a value that later applies do not change. Cheap. */
  View capture();

  /**
   * Replaces the whole state by what {@link View#writeTo} of some member wrote (RAFT-66). The
   * content's checksum was verified before.
   *
   * @throws IOException when the content cannot be read; the member then stops
   */
  void restore(LogPosition position, InputStream content) throws IOException;

  /**
   * Live plus retained bytes, in the order of magnitude of a snapshot's size: decides when one is
   * due (design D4).
   */
  long sizeInBytes();

  /**
   * The newest version of its commands that it can apply (see {@link
   * io.binnacle.consensus.message.Understanding}).
   */
  default int commandVersion() {
    return 1;
  }

  /**
   * The newest version among the commands that the state has seen, applied or in what it was
   * restored from: who does not know it cannot read a snapshot of it. At most {@link
   * #commandVersion}.
   */
  default int stateVersion() {
    return 1;
  }

  /**
   * A committed command.
   *
   * @param version of the command, which {@link #commandVersion} covers
   */
  record Committed(LogPosition position, Bytes command, int version) {
    /** A command that every program reads. */
    public Committed(LogPosition position, Bytes command) {
      this(position, command, LogEntry.FIRST_COMMAND_VERSION);
    }
  }

  /** An immutable state at a position. */
  interface View {
    LogPosition position();

    /**
     * Writes the state in a form that {@link StateMachine#restore} reads. Called on a background
     * thread, at most once.
     *
     * <p>In the oldest form that can hold it: one that a program reads whose newest commands are
     * the newest that were applied. A leader proposes no later command before all members know it,
     * so while a group is upgraded member by member each one can read the snapshots of all
     * (CLUS-25).
     */
    void writeTo(OutputStream sink) throws IOException;
  }
}
