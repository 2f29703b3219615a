package io.binnacle.apiserver.cli.member;

import static io.binnacle.apiserver.cli.member.GroupOptions.standingOf;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.groupclient.GroupClient;
import io.binnacle.apiserver.groupclient.RemoteGroup;
import io.binnacle.apiserver.groupclient.RemoteGroup.RemoteMember;
import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.HexadecimalId;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binnacle member}. */
@Command(
    name = "member",
    description = {
      "Show and change the members of a group, through any of its replicas.",
      "A new member joins as a learner, which gets the log and has no say, and becomes a voter when"
          + " it has caught up: 'serve --join URL' does both by itself."
    },
    synopsisSubcommandLabel = "COMMAND")
public final class MemberCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(name = "list", description = "Show the members. LAG is known to the leader only.")
  int list(@Mixin GroupOptions group) {
    return show(group.ask(GroupClient::list));
  }

  @Command(
      name = "add",
      description = {
        "Add a learner that will be started with 'serve --join URL --member-id ID'.",
        "Prints the ID. 'serve --join URL' without an id adds itself."
      })
  int add(
      @Mixin GroupOptions group,
      @Parameters(paramLabel = "NAME", description = "The new member's name.") String name,
      @Parameters(paramLabel = "HOST:PORT", description = "Where the others reach it.")
          String address) {
    int colon = address.lastIndexOf(':');
    int port = colon < 1 ? 0 : port(address.substring(colon + 1));
    if (port == 0) {
      throw new ClusterException("\"" + address + "\" is not of the form HOST:PORT");
    }
    String host = address.substring(0, colon);
    String id = HexadecimalId.of(ConsensusConfig.Group.newMemberId(new SecureRandom().nextLong()));
    try {
      group.add(id, client -> client.add(id, name, host, port), spec.commandLine().getErr());
    } catch (ClusterException e) {
      // It may have been added all the same, if an answer was lost.
      throw new ClusterException(e.getMessage() + "; its id would be " + id, e);
    }
    spec.commandLine().getOut().println(id);
    return 0;
  }

  @Command(name = "promote", description = "Make a learner that has caught up a voter.")
  int promote(@Mixin GroupOptions group, @Parameters(paramLabel = "NAME|ID") String member) {
    return change(
        group, member, GroupClient::promote, (now, id) -> "voter".equals(standingOf(now, id)));
  }

  @Command(name = "demote", description = "Make a voter a learner.")
  int demote(@Mixin GroupOptions group, @Parameters(paramLabel = "NAME|ID") String member) {
    return change(
        group, member, GroupClient::demote, (now, id) -> "learner".equals(standingOf(now, id)));
  }

  @Command(
      name = "remove",
      description =
          "Remove a member for ever; it stops when it learns of it. It may be the leader.")
  int remove(@Mixin GroupOptions group, @Parameters(paramLabel = "NAME|ID") String member) {
    return change(group, member, GroupClient::remove, (now, id) -> standingOf(now, id) == null);
  }

  @Command(
      name = "transfer-leader",
      description = "Hand leadership to a voter. That it leads already is said, and is no failure.")
  int transferLeader(@Mixin GroupOptions group, @Parameters(paramLabel = "NAME|ID") String member) {
    PrintWriter err = spec.commandLine().getErr();
    // Asked for in any case: what is known of the leader here may be old.
    GroupOptions.Changed changed =
        group.change(
            member,
            new GroupOptions.Change(
                GroupClient::transferLeadership, (now, id) -> id.equals(now.leaderId())),
            err);
    RemoteGroup after = group.withLeader(changed.after(), err);
    show(after);
    RemoteMember heir = changed.member();
    if (heir.memberId().equals(changed.leaderIdBefore())
        && heir.memberId().equals(after.leaderId())) {
      spec.commandLine().getOut().println(heir.name() + " leads already.");
    }
    return 0;
  }

  private int change(
      GroupOptions group,
      String member,
      BiFunction<GroupClient, String, RemoteGroup> call,
      BiPredicate<RemoteGroup, String> isDone) {
    PrintWriter err = spec.commandLine().getErr();
    return show(group.change(member, new GroupOptions.Change(call, isDone), err).after());
  }

  private int show(RemoteGroup group) {
    MemberTable.print(group, spec.commandLine().getOut());
    return 0;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= 65_535 ? port : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
