package io.binnacle.apiserver.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.GroupView;
import io.binnacle.consensus.GroupView.Standing;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.TransferOutcome;
import io.binnacle.consensus.membership.MembershipChange.Step;
import io.binnacle.consensus.message.Understanding;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** CLUS-17: what is answered to a wish for another leader; the view may be older than the group. */
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
          id, name, "127.0.0.1", 2380, standing, true, null, Understanding.UNSAID);
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
}
