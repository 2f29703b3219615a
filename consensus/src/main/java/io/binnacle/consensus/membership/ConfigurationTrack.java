package io.binnacle.consensus.membership;

import io.binnacle.consensus.base.Invariant;
import java.util.TreeMap;

/**
 * The configuration in force, which is the newest one applied (RAFT-53), and those that stand in
 * the log behind it.
 *
 * <p>Why it is safe to go by the applied one: a leader puts a configuration into its log only when
 * it has applied the one before. So of all configurations in any log, all but the newest are
 * committed ({@link #provenCommitted}), and who campaigns has applied all of them but that one
 * (RAFT-10). A candidate therefore goes by the newest or the last but one configuration it has.
 * Neighbours have quorums that meet: they differ in no voter, or one of them is joint and asks both
 * sides. Had a group gone two configurations further, the second step would have been committed by
 * a quorum that meets the candidate's; the candidate would have it in its log, or not be elected.
 */
public final class ConfigurationTrack {
  private Membership inForce;
  private final TreeMap<Long, Membership> unapplied = new TreeMap<>();

  public ConfigurationTrack(Membership inForce) {
    this.inForce = inForce;
  }

  public Membership inForce() {
    return inForce;
  }

  /** An entry of the log is a configuration. */
  public void appended(long index, Membership membership) {
    Invariant.check(
        unapplied.isEmpty() || unapplied.lastKey() < index,
        "a configuration at %d behind that at %d",
        index,
        unapplied.isEmpty() ? 0 : unapplied.lastKey());
    unapplied.put(index, membership);
  }

  public void truncatedFrom(long index) {
    unapplied.tailMap(index, true).clear();
  }

  /**
   * A snapshot takes the place of the log.
   *
   * @return whether another configuration is in force now
   */
  public boolean restart(Membership asOfSnapshot) {
    boolean changed = !inForce.equals(asOfSnapshot);
    unapplied.clear();
    inForce = asOfSnapshot;
    return changed;
  }

  /**
   * What the log itself proves to be committed: the last but one of its configurations. It counts
   * even where the commit index was forgotten in a crash; without it, a member with two of them in
   * its log could campaign by a configuration whose quorums do not meet those of the newest.
   *
   * @return 0 where it proves nothing new
   */
  public long provenCommitted() {
    return unapplied.size() < 2 ? 0 : unapplied.lowerKey(unapplied.lastKey());
  }

  /** Whether a member is a voter in force, or of a configuration behind that in the log. */
  public boolean isVoterFromHereOn(long memberId) {
    return inForce.isVoter(memberId)
        || unapplied.values().stream().anyMatch(each -> each.isVoter(memberId));
  }

  /** Whether a configuration at or before this index is not yet in force (RAFT-10). */
  public boolean isUnapplied(long commitIndex) {
    return !unapplied.isEmpty() && unapplied.firstKey() <= commitIndex;
  }

  /**
   * Everything up to this index is applied.
   *
   * @return whether another configuration is in force now
   */
  public boolean applied(long index) {
    boolean changed = false;
    while (!unapplied.isEmpty() && unapplied.firstKey() <= index) {
      inForce = unapplied.pollFirstEntry().getValue();
      changed = true;
    }
    return changed;
  }
}
