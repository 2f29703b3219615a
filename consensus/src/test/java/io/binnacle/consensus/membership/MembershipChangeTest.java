package io.binnacle.consensus.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.membership.MembershipChange.Flaw;
import io.binnacle.consensus.membership.MembershipChange.Step;
import io.binnacle.consensus.membership.MembershipChange.Verdict;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RAFT-55 to RAFT-58. */
class MembershipChangeTest {
  private static final Membership GROUP =
      new Membership(List.of(1L, 2L, 3L), List.of(4L), List.of());

  private static MemberContact contact(long id) {
    return new MemberContact(id, "m" + id, "host" + id, 2380);
  }

  private static Verdict judge(Membership current, Step... steps) {
    return new MembershipChange(List.of(steps), List.of(contact(1), contact(4))).judge(current);
  }

  private static Membership next(Membership current, Step... steps) {
    return ((Verdict.Possible) judge(current, steps)).next();
  }

  @Test
  void whatChangesVotersIsJointAndWhatDoesNotIsOneStep() {
    Membership learner = next(GROUP, new Step.AddLearner(contact(5)));
    assertThat(learner.isJoint()).isFalse();
    assertThat(learner.learners()).containsExactly(4L, 5L);
    Membership promoted = next(GROUP, new Step.Promote(4));
    assertThat(promoted.voters()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(promoted.outgoingVoters()).containsExactly(1L, 2L, 3L);
    assertThat(promoted.followedBy().isJoint()).isFalse();
  }

  @Test
  void aReplacementIsOneChangeAndTheOneThatGoesIsSentTheLogUntilTheOthersKnowThatItIsOver() {
    Membership joint = next(GROUP, new Step.Promote(4), new Step.Remove(3));
    assertThat(joint.contains(3)).isTrue();
    assertThat(joint.removed()).isEmpty();
    Membership left = joint.followedBy();
    assertThat(left.voters()).containsExactly(1L, 2L, 4L);
    assertThat(left.isJoint()).isFalse();
    assertThat(left.isVoter(3)).isFalse();
    assertThat(left.leaving()).containsExactly(3L);
    assertThat(left.gone()).isEmpty();
    assertThat(left.isChanging()).isTrue();
    left = left.followedBy();
    assertThat(left.voters()).containsExactly(1L, 2L, 4L);
    assertThat(left.contains(3)).isFalse();
    assertThat(left.removed()).containsExactly(3L);
    assertThat(left.gone()).containsExactly(3L);
    assertThat(left.isChanging()).isFalse();
    assertThat(judge(left, new Step.AddLearner(contact(3))))
        .isEqualTo(new Verdict.Impossible(Flaw.ID_USED));
  }

  /** RAFT-56: only the configuration that follows makes a mere learner of it. */
  @Test
  void aDemotedVoterHasItsSayUntilTheJointConsensusIsLeft() {
    Membership joint = next(GROUP, new Step.Demote(1));
    assertThat(joint.isVoter(1)).isTrue();
    assertThat(joint.followedBy().isVoter(1)).isFalse();
    assertThat(joint.followedBy().learners()).containsExactly(1L, 4L);
  }

  @Test
  void contactsAreKeptOfThoseThatStay() {
    Membership next = next(GROUP, new Step.AddLearner(contact(5)));
    assertThat(next.contacts()).containsExactly(contact(1), contact(4), contact(5));
    assertThat(next(next, new Step.Remove(4)).contacts()).containsExactly(contact(1), contact(5));
  }

  /** RAFT-56 */
  @Test
  void aChangeThatWouldLeaveNoVoterIsRefused() {
    assertThat(judge(GROUP, new Step.Remove(1), new Step.Remove(2), new Step.Remove(3)))
        .isEqualTo(new Verdict.Impossible(Flaw.NO_VOTERS));
    assertThat(judge(GROUP, new Step.Demote(1), new Step.Remove(2), new Step.Demote(3)))
        .isEqualTo(new Verdict.Impossible(Flaw.NO_VOTERS));
    assertThat(judge(GROUP, new Step.Demote(1), new Step.Remove(2)))
        .isInstanceOf(Verdict.Possible.class);
  }

  /** BUG-16 */
  @Test
  void whatMakesNoSenseIsNamed() {
    assertThat(judge(GROUP, new Step.Promote(9)))
        .isEqualTo(new Verdict.Impossible(Flaw.UNKNOWN_MEMBER));
    assertThat(judge(GROUP, new Step.Promote(1))).isEqualTo(new Verdict.Impossible(Flaw.NO_CHANGE));
    assertThat(judge(GROUP, new Step.Demote(4))).isEqualTo(new Verdict.Impossible(Flaw.NO_CHANGE));
    assertThat(judge(GROUP, new Step.AddLearner(contact(2))))
        .isEqualTo(new Verdict.Impossible(Flaw.ID_USED));
  }

  /** CLUS-10 */
  @Test
  void aNewMemberHasANameAndAnAddressOfItsOwn() {
    Membership five = next(GROUP, new Step.AddLearner(contact(5)));
    assertThat(add(five, new MemberContact(6, "m5", "elsewhere", 1))).isEqualTo(Flaw.NAME_USED);
    assertThat(add(five, new MemberContact(6, "m6", "HOST5", 2380))).isEqualTo(Flaw.ADDRESS_USED);
    assertThat(add(five, new MemberContact(6, "m6", "host5", 2381))).isNull();
    assertThat(add(next(five, new Step.Remove(5)), new MemberContact(6, "m5", "host5", 2380)))
        .as("who is gone needs neither")
        .isNull();
    assertThat(
            judge(
                GROUP,
                new Step.AddLearner(contact(5)),
                new Step.AddLearner(new MemberContact(6, "m6", "host5", 2380))))
        .isEqualTo(new Verdict.Impossible(Flaw.ADDRESS_USED));
    assertThat(judge(five, new Step.Remove(5), new Step.AddLearner(moved(contact(5), 6))))
        .as("who leaves with the same change is reached a little longer")
        .isEqualTo(new Verdict.Impossible(Flaw.NAME_USED));
  }

  /** The proposer's flags may have put an address right that the configuration still has. */
  @Test
  void anAddressIsTheOneThatTheProposerKnows() {
    Membership five = next(GROUP, new Step.AddLearner(contact(5)));
    MemberContact corrected = new MemberContact(5, "m5", "new-host", 2380);
    MembershipChange toOld =
        new MembershipChange(
            List.of(new Step.AddLearner(new MemberContact(6, "m6", "host5", 2380))),
            List.of(corrected));
    assertThat(toOld.clash(five)).isNull();
    MemberContact added = new MemberContact(6, "m6", "new-host", 2380);
    MembershipChange toNew =
        new MembershipChange(List.of(new Step.AddLearner(added)), List.of(corrected));
    assertThat(toNew.clash(five))
        .isEqualTo(new MembershipChange.Clash(Flaw.ADDRESS_USED, added, corrected));
  }

  private static MemberContact moved(MemberContact from, long id) {
    return new MemberContact(id, from.name(), from.host(), from.port());
  }

  private static Flaw add(Membership current, MemberContact added) {
    return judge(current, new Step.AddLearner(added)) instanceof Verdict.Impossible(Flaw flaw)
        ? flaw
        : null;
  }

  @Test
  void formsAreReadBackAndTheFirstVersionsFormStillIs() {
    Membership whole = next(GROUP, new Step.AddLearner(contact(5)), new Step.Remove(4));
    assertThat(MembershipForm.read(MembershipForm.write(whole))).isEqualTo(whole);
    ByteBuffer first = ByteBuffer.allocate(3 * 4 + 8 * 4 + 100);
    first.putInt(3).putLong(1).putLong(2).putLong(3).putInt(1).putLong(4).putInt(0);
    assertThat(MembershipForm.read(Bytes.wrap(first.array()))).isEqualTo(GROUP);
    MembershipChange change =
        new MembershipChange(
            List.of(
                new Step.AddLearner(contact(5)),
                new Step.Promote(4),
                new Step.Demote(1),
                new Step.Remove(2)),
            List.of(contact(1)));
    assertThat(MembershipForm.readChange(MembershipForm.writeChange(change))).isEqualTo(change);
  }

  /** Whatever bytes come: a value, or nothing. */
  @Test
  void garbageIsNoConfigurationAndNoFailure() {
    Random chance = new Random(7);
    byte[] form = MembershipForm.write(next(GROUP, new Step.AddLearner(contact(5)))).toArray();
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = form.clone();
      broken[chance.nextInt(broken.length)] = (byte) chance.nextInt();
      int length = chance.nextInt(broken.length + 1);
      Membership read = MembershipForm.read(Bytes.wrap(broken, 0, length));
      assertThat(read == null || !read.voters().isEmpty()).isTrue();
      MembershipChange change = MembershipForm.readChange(Bytes.wrap(broken, 0, length));
      assertThat(change == null || !change.steps().isEmpty()).isTrue();
    }
  }
}
