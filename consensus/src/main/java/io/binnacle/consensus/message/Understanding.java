package io.binnacle.consensus.message;

/**
 * What the program of a member can read in the log. A new kind of entry, or of command, is only
 * proposed once every member of the group understands it (CLUS-25): a member that finds something
 * in its log that it cannot read would have to stop.
 *
 * @param entries the newest version of the kinds of entries
 * @param commands the newest version of the state machine's commands
 */
public record Understanding(int entries, int commands) {
  /** Of the kinds of entries that this program knows. */
  public static final int ENTRIES_NEWEST = 1;

  /** What a program understands that does not say, and what is assumed of who was never heard. */
  public static final Understanding UNSAID = new Understanding(1, 1);

  /** What both understand. */
  public Understanding least(Understanding other) {
    return new Understanding(Math.min(entries, other.entries), Math.min(commands, other.commands));
  }
}
