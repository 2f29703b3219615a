package io.binnacle.consensus.message;

import io.binnacle.consensus.log.LogEntry;

/**
 * What the program of a member can read in the log. A new kind of entry, or of command, is only
 * proposed once every member of the group understands it (CLUS-25): a member that finds something
 * in its log that it cannot read would have to stop.
 *
 * @param entries the newest version of the kinds of entries
 * @param commands the newest version of the state machine's commands
 */
public record Understanding(int entries, int commands) {
  /**
   * Of the kinds of entries that this program knows: the first had commands of one version only,
   * the second has {@link LogEntry.Kind#VERSIONED_COMMAND}.
   */
  public static final int ENTRIES_NEWEST = 2;

  /**
   * Who reads these entries also knows heartbeats that ask for a promise, and wishes for another
   * leader that come from a follower.
   */
  public static final int ENTRIES_WITH_PROMISES = 2;

  /** Who reads these entries also knows refusals of a new member for its name or its address. */
  public static final int ENTRIES_WITH_CONTACT_REFUSALS = 2;

  /** What a program understands that does not say, and what is assumed of who was never heard. */
  public static final Understanding UNSAID = new Understanding(1, 1);

  /** What it takes to read this entry. */
  public static Understanding neededFor(LogEntry entry) {
    return switch (entry.kind()) {
      case COMMAND, NO_OP, MEMBERSHIP -> UNSAID;
      case VERSIONED_COMMAND -> neededFor(entry.commandVersion());
    };
  }

  /** What it takes to read a command of this version. */
  public static Understanding neededFor(int commandVersion) {
    return commandVersion == LogEntry.FIRST_COMMAND_VERSION
        ? UNSAID
        : new Understanding(2, commandVersion);
  }

  /** What both understand. */
  public Understanding least(Understanding other) {
    return new Understanding(Math.min(entries, other.entries), Math.min(commands, other.commands));
  }

  /** What either understands. */
  public Understanding most(Understanding other) {
    return new Understanding(Math.max(entries, other.entries), Math.max(commands, other.commands));
  }

  /** Whether whoever understands this can read what takes that. */
  public boolean covers(Understanding needed) {
    return entries >= needed.entries && commands >= needed.commands;
  }
}
