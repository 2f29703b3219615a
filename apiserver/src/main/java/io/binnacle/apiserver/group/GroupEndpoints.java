package io.binnacle.apiserver.group;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.GroupView;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.TransferOutcome;
import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.manifests.status.GroupResource;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * {@code GET /binnacle/v1/members} shows the group; {@code POST} to it adds a learner; {@code POST
 * .../ID/promote}, {@code .../ID/demote} and {@code .../ID/transfer-leadership} and {@code DELETE
 * .../ID} do what they say. A change is answered with the group as it is then (CLUS-01 to CLUS-13).
 */
public final class GroupEndpoints {
  public static final String PATH = "/binnacle/v1/members";

  private static final GroupResource MEMBERS = new GroupResource("binnacle.io", "members");
  private static final int RETRY_AFTER_SECONDS = 1;

  private final Supplier<GroupAdministration> group;

  public GroupEndpoints(Supplier<GroupAdministration> group) {
    this.group = group;
  }

  /** Whether a path is one of these. */
  public static boolean owns(String path) {
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  public Mono<ApiReply> handle(ApiRequest request, String path) {
    try {
      return dispatch(request, path);
    } catch (StatusException e) {
      return Mono.just(Replies.status(e.status()));
    }
  }

  private Mono<ApiReply> dispatch(ApiRequest request, String path) {
    String rest = path.length() > PATH.length() ? path.substring(PATH.length() + 1) : "";
    String[] parts = rest.split("/", -1);
    String call = request.method() + (parts.length == 2 ? " " + parts[1] : "");
    if (rest.isEmpty()) {
      return switch (call) {
        case "GET", "HEAD" -> Mono.fromSupplier(this::document);
        case "POST" -> add(request);
        default -> Mono.just(Replies.status(Status.methodNotAllowed()));
      };
    }
    if (parts.length > 2) {
      return Mono.just(Replies.pageNotFound());
    }
    String id = parts[0];
    long memberId = NewMember.memberId(id);
    GroupAdministration administration = group.get();
    return switch (call) {
      case "DELETE" -> change(id, administration.remove(memberId));
      case "POST promote" -> change(id, administration.promote(memberId));
      case "POST demote" -> change(id, administration.demote(memberId));
      case "POST transfer-leadership" -> transfer(memberId, administration);
      default -> Mono.just(Replies.status(Status.methodNotAllowed()));
    };
  }

  private ApiReply document() {
    return Replies.document(GroupDocument.of(group.get().view()));
  }

  private Mono<ApiReply> add(ApiRequest request) {
    return request
        .body()
        .defaultIfEmpty(new byte[0])
        .map(NewMember::read)
        .doOnNext(
            member -> {
              requireHealth();
              requireAddresses(member);
            })
        .flatMap(
            member -> change(HexadecimalId.of(member.memberId()), group.get().addLearner(member)))
        .onErrorResume(
            StatusException.class, refused -> Mono.just(Replies.status(refused.status())));
  }

  /**
   * A learner has no say, so the group would take it in although too few voters are there, and
   * could not commit that. As in etcd the replica that is asked goes by its own connections, but by
   * a majority of the voters, not by all (CLUS-12, BUG-21).
   */
  private void requireHealth() {
    List<GroupView.Member> voters =
        group.get().view().members().stream()
            .filter(each -> each.standing() != GroupView.Standing.LEARNER)
            .toList();
    long connected = voters.stream().filter(GroupView.Member::connected).count();
    if (connected <= voters.size() / 2) {
      throw new StatusException(
          Status.serviceUnavailable(
              "the group is unhealthy: of its %d voters the replica that was asked reaches %d"
                  .formatted(voters.size(), connected)));
    }
  }

  /** A learner that cannot reach who has the log stays one for ever. */
  private void requireAddresses(ConsensusConfig.Member added) {
    for (GroupView.Member each : group.get().view().members()) {
      if (each.port() == 0 && each.memberId() != added.memberId()) {
        throw new StatusException(
            Status.conflict(
                MEMBERS,
                Long.toHexString(added.memberId()),
                "member %s has no peer address: start it with --peer-port, --advertise-address and"
                        .formatted(each.name())
                    + " the --peer- certificates first"));
      }
    }
  }

  private Mono<ApiReply> change(String id, CompletableFuture<MembershipOutcome> outcome) {
    return Mono.fromFuture(outcome)
        .map(
            done ->
                switch (done) {
                  case MembershipOutcome.Changed _ -> document();
                  case MembershipOutcome.Refused refused -> Replies.status(refusal(id, refused));
                  case MembershipOutcome.Undecided undecided ->
                      Replies.status(Status.timeout(undecided.why(), RETRY_AFTER_SECONDS));
                });
  }

  private static Status refusal(String id, MembershipOutcome.Refused refused) {
    return switch (refused.reason()) {
      case UNKNOWN_MEMBER -> Status.notFound(MEMBERS, id);
      case CHANGE_PENDING,
          NOT_CAUGHT_UP,
          NOT_ENOUGH_ACTIVE,
          ID_USED,
          NAME_USED,
          ADDRESS_USED,
          NO_CHANGE,
          NO_VOTERS,
          TOO_MANY ->
          Status.conflict(MEMBERS, id, refused.why());
      case OVERLOADED -> Status.tooManyRequests(refused.why(), RETRY_AFTER_SECONDS);
      case NO_LEADER, DISK_FULL, STOPPED -> Status.serviceUnavailable(refused.why());
    };
  }

  private Mono<ApiReply> transfer(long memberId, GroupAdministration administration) {
    return Mono.fromFuture(administration.transferLeadership(memberId))
        .map(
            done ->
                switch (done) {
                  case TransferOutcome.Transferred _ -> document();
                  case TransferOutcome.NotLeader other ->
                      Replies.status(Status.serviceUnavailable(notLeader(other)));
                  case TransferOutcome.BadTarget bad ->
                      notTransferred(memberId, bad, administration.view());
                  case TransferOutcome.Aborted aborted ->
                      Replies.status(Status.timeout(aborted.why(), RETRY_AFTER_SECONDS));
                });
  }

  /**
   * The group decides whether a member can take over, and its view only says why not: the view may
   * be older than what the leader knows, and where it explains nothing, the group's words stand.
   *
   * @return the group, where the member leads already: what was wished for is so (CLUS-17; etcd's
   *     MoveLeader succeeds too)
   */
  private static ApiReply notTransferred(
      long memberId, TransferOutcome.BadTarget bad, GroupView view) {
    String id = HexadecimalId.of(memberId);
    Long leader = view.leaderId();
    if (leader != null && leader == memberId) {
      return Replies.document(GroupDocument.of(view));
    }
    for (GroupView.Member each : view.members()) {
      if (each.memberId() == memberId) {
        String why =
            switch (each.standing()) {
              case VOTER -> bad.why();
              case LEARNER -> each.name() + " is a learner and cannot lead: promote it first";
              case OUTGOING_VOTER -> each.name() + " is being demoted or removed and cannot lead";
            };
        return Replies.status(Status.conflict(MEMBERS, id, why));
      }
    }
    return Replies.status(Status.notFound(MEMBERS, id));
  }

  private static String notLeader(TransferOutcome.NotLeader other) {
    Long leader = other.leaderId();
    return leader == null
        ? "no leader is known here"
        : "only the leader can hand over: it is member " + HexadecimalId.of(leader);
  }
}
