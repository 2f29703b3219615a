package io.binnacle.apiserver.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.GroupView;
import io.binnacle.consensus.GroupView.Standing;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.TransferOutcome;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.MembershipChange.Step;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.Understanding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is answered to wishes about the group, of whom the view may be older than the group is. */
class GroupEndpointsTest {
  private static final TransferOutcome REFUSED =
      new TransferOutcome.BadTarget("member b leads already, or is no voter");

  /**
   * What the group answers, and how it looks to the replica that is asked: a votes, b stands so.
   *
   * @param standing of b; null where the group has no b
   */
  private record Group(TransferOutcome outcome, long leaderId, @Nullable Standing standing)
      implements GroupAdministration {
    @Override
    public CompletableFuture<MembershipOutcome> change(List<Step> steps) {
      throw new AssertionError(steps);
    }

    @Override
    public CompletableFuture<TransferOutcome> transferLeadership(long toMemberId) {
      assertThat(toMemberId).isEqualTo(0xb);
      return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public GroupView view() {
      GroupView.Member first = member(0xa, "first", Standing.VOTER);
      return new GroupView(
          0xc1,
          leaderId,
          false,
          standing == null ? List.of(first) : List.of(first, member(0xb, "second", standing)),
          Understanding.UNSAID);
    }

    private static GroupView.Member member(long id, String name, Standing standing) {
      return new GroupView.Member(
          id, name, "127.0.0.1", 2380, standing, true, null, null, Understanding.UNSAID);
    }
  }

  private static void answered(Group group, int code, String words) {
    String path = GroupEndpoints.PATH + "/b/transfer-leadership";
    ApiRequest request = ApiRequest.of("POST", path, null);
    ApiReply reply = new GroupEndpoints(() -> group).handle(request, path).block();
    if (!(reply instanceof ApiReply.Whole whole)) {
      throw new AssertionError(reply);
    }
    String body = whole.body().toUtf8();
    assertThat(whole.statusCode()).as(body).isEqualTo(code);
    assertThat(body).contains(words);
  }

  /** CLUS-17 */
  @Test
  void whoLeadsAlreadyIsNoFailure() {
    answered(new Group(REFUSED, 0xb, Standing.VOTER), 200, "\"leaderId\":\"b\"");
  }

  @Test
  void whoCannotLeadIsToldWhy() {
    answered(
        new Group(REFUSED, 0xa, Standing.LEARNER),
        409,
        "members.binnacle.io \\\"b\\\": second is a learner and cannot lead: promote it first");
    answered(
        new Group(REFUSED, 0xa, Standing.OUTGOING_VOTER),
        409,
        "second is being demoted or removed");
    answered(new Group(REFUSED, 0xa, null), 404, "\"b\\\" not found");
  }

  /** The group decides: the view refuses nothing, and where it explains nothing it is not used. */
  @Test
  void aViewThatIsOldDecidesNothing() {
    answered(new Group(REFUSED, 0xa, Standing.VOTER), 409, "leads already, or is no voter");
    TransferOutcome done = new TransferOutcome.Transferred(0xb, 3);
    answered(new Group(done, 0xa, Standing.LEARNER), 200, "\"clusterId\":\"c1\"");
    TransferOutcome tooLate = new TransferOutcome.Aborted("no other leader was seen in time");
    answered(new Group(tooLate, 0xb, Standing.VOTER), 504, "no other leader was seen");
  }

  /** A group of voters, of whom some are connected, and a learner, to which one is to be added. */
  private record Growing(int voters, int connected, MembershipOutcome outcome)
      implements GroupAdministration {
    @Override
    public CompletableFuture<MembershipOutcome> change(List<Step> steps) {
      return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public CompletableFuture<TransferOutcome> transferLeadership(long toMemberId) {
      throw new AssertionError(toMemberId);
    }

    @Override
    public GroupView view() {
      List<GroupView.Member> members = new ArrayList<>();
      for (int i = 1; i <= voters; i++) {
        members.add(member(i, Standing.VOTER, i <= connected));
      }
      members.add(member(9, Standing.LEARNER, true));
      return new GroupView(0xc1, null, false, members, Understanding.UNSAID);
    }

    private static GroupView.Member member(long id, Standing standing, boolean connected) {
      return new GroupView.Member(
          id, "m" + id, "127.0.0.1", 2380, standing, connected, null, null, Understanding.UNSAID);
    }
  }

  private static final String ADDED = "{\"name\":\"d\",\"host\":\"127.0.0.1\",\"port\":2384}";

  private static void added(Growing group, int code, String words) {
    ApiRequest request =
        ApiRequest.of("POST", GroupEndpoints.PATH, null)
            .withBody("application/json", ADDED.getBytes(StandardCharsets.UTF_8));
    ApiReply reply = new GroupEndpoints(() -> group).handle(request, GroupEndpoints.PATH).block();
    assertThat(reply).isInstanceOf(ApiReply.Whole.class);
    ApiReply.Whole whole = (ApiReply.Whole) reply;
    assertThat(whole.statusCode()).as(whole.body().toUtf8()).isEqualTo(code);
    assertThat(whole.body().toUtf8()).contains(words);
  }

  /** CLUS-12: a learner is added to a group whose voters are there; learners do not count. */
  @Test
  void aLearnerNeedsAMajorityOfTheVoters() {
    MembershipOutcome done = new MembershipOutcome.Changed(new LogPosition(7, 1));
    added(new Growing(1, 1, done), 200, "\"clusterId\":\"c1\"");
    added(new Growing(3, 2, done), 200, "\"clusterId\":\"c1\"");
    added(new Growing(3, 1, done), 503, "of its 3 voters the replica that was asked reaches 1");
    added(new Growing(4, 2, done), 503, "of its 4 voters the replica that was asked reaches 2");
    added(new Growing(5, 3, done), 200, "\"clusterId\":\"c1\"");
  }

  /** Whatever the group says of it: what it would be stuck by is a conflict, and says why. */
  @Test
  void aRiskyChangeIsAConflict() {
    MembershipOutcome refused = MembershipOutcome.Refused.of(RefusalReason.NOT_ENOUGH_ACTIVE);
    added(new Growing(3, 2, refused), 409, "too few of the voters there would be answer");
  }
}
