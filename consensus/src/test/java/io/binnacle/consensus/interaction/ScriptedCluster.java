package io.binnacle.consensus.interaction;

import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Understanding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A group whose messages move when the script says so. */
final class ScriptedCluster {
  private static final int TICKS_MAX = 200;
  private static final int DELIVERIES_MAX = 500;

  private record InFlight(long from, long to, PeerMessage message) {}

  private record Link(long from, long to) {}

  private final List<ScriptedMember> members = new ArrayList<>();
  private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
  private final ArrayDeque<InFlight> delayed = new ArrayDeque<>();
  private final Set<Link> cut = new HashSet<>();
  private final StringBuilder told = new StringBuilder();
  private boolean quiet;
  private boolean narrow;
  private Membership first = Membership.NOBODY;

  /** Carries out one command and says what happened. */
  String run(String line) {
    told.setLength(0);
    String[] words = line.trim().split("\\s+");
    List<String> rest = Arrays.asList(words).subList(1, words.length);
    quiet = rest.contains("quietly");
    run(words[0], rest.stream().filter(word -> !word.equals("quietly")).toList());
    return told.toString();
  }

  private void run(String command, List<String> arguments) {
    switch (command) {
      case "members" -> makeMembers(number(arguments, 0));
      case "joiner" -> members.add(new ScriptedMember(this, members.size() + 1, Membership.NOBODY));
      case "change" -> member(arguments).change(arguments.subList(1, arguments.size()));
      case "transfer" ->
          member(arguments).step(new Input.TransferRequested(number(arguments, 1), 1));
      case "elect" -> elect(number(arguments, 0));
      case "tick" -> tick(arguments.get(0), arguments.size() > 1 ? number(arguments, 1) : 1);
      case "tick-until" -> tickUntil(number(arguments, 0), arguments.get(1));
      case "deliver" -> deliver(arguments.isEmpty() ? DELIVERIES_MAX : number(arguments, 0));
      case "log" -> member(arguments).logIs(arguments.subList(1, arguments.size()));
      case "term" -> member(arguments).termIs(number(arguments, 1));
      case "narrow" -> narrow = true;
      case "drop" -> inFlight.clear();
      case "delay" -> {
        delayed.addAll(inFlight);
        inFlight.clear();
      }
      case "double" -> inFlight.addAll(new ArrayList<>(inFlight));
      case "arrive" -> {
        inFlight.addAll(delayed);
        delayed.clear();
        deliver(DELIVERIES_MAX);
      }
      case "propose" -> member(arguments).propose(arguments.subList(1, arguments.size()));
      case "propose-version" ->
          member(arguments).propose(arguments.subList(2, arguments.size()), number(arguments, 1));
      case "understands" -> understands(number(arguments, 0), number(arguments, 1));
      case "read" -> member(arguments).read();
      case "cut" -> cut(number(arguments, 0), number(arguments, 1));
      case "cut-one-way" -> cut.add(new Link(number(arguments, 0), number(arguments, 1)));
      case "isolate" ->
          members.forEach(each -> cut(number(arguments, 0), 1 + members.indexOf(each)));
      case "heal" -> cut.clear();
      case "crash" -> member(arguments).crash();
      case "restart" -> member(arguments).restart();
      case "snapshot" -> member(arguments).takeSnapshot();
      case "peer-lost" -> member(arguments).step(new Input.PeerLost(number(arguments, 1)));
      case "disk-full" -> diskRoom(arguments, Input.DiskRoom.RELIEF_ONLY);
      case "disk-exhausted" -> diskRoom(arguments, Input.DiskRoom.NONE);
      case "disk-free" -> diskRoom(arguments, Input.DiskRoom.ENOUGH);
      case "timeout-now" ->
          member(arguments)
              .step(
                  new Input.Received(
                      number(arguments, 1),
                      new PeerMessage.TimeoutNow(member(arguments).core().term())));
      case "status" -> members.forEach(each -> tell(each.describe()));
      default -> pace(command, member(arguments));
    }
  }

  /** What takes its time within one member. */
  private static void pace(String command, ScriptedMember member) {
    switch (command) {
      case "hold-apply" -> member.holdApply();
      case "apply" -> member.releaseApply();
      case "hold-disk" -> member.holdDisk();
      case "sync" -> member.releaseDisk();
      case "sync-one" -> member.syncOne();
      case "hold-install" -> member.holdInstall();
      case "install" -> member.install();
      case "hold-received" -> member.holdReceived();
      case "received" -> member.releaseReceived();
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
  }

  /** This member says to all, itself included, up to which version it knows the commands. */
  private void understands(int id, int commands) {
    Understanding said = new Understanding(commands == 1 ? 1 : 2, commands);
    members.forEach(each -> each.step(new Input.Understood(id, said)));
  }

  private void diskRoom(List<String> arguments, Input.DiskRoom room) {
    member(arguments).step(new Input.DiskSpaceChanged(room));
  }

  private static int number(List<String> arguments, int at) {
    return Integer.parseInt(arguments.get(at));
  }

  private ScriptedMember member(List<String> arguments) {
    return members.get(number(arguments, 0) - 1);
  }

  private void makeMembers(int count) {
    List<Long> ids = new ArrayList<>();
    for (long id = 1; id <= count; id++) {
      ids.add(id);
    }
    first = Membership.ofVoters(ids);
    ids.forEach(id -> members.add(new ScriptedMember(this, id, first)));
  }

  /** Whether an append carries one entry. */
  boolean isNarrow() {
    return narrow;
  }

  Membership first() {
    return first;
  }

  /** A leader, and nothing said about how it came about. */
  private void elect(int id) {
    quiet = true;
    tickUntil(id, "PRE_CANDIDATE");
    deliver(DELIVERIES_MAX);
    quiet = false;
    tell(members.get(id - 1).describe());
  }

  private void tick(String who, int count) {
    for (int i = 0; i < count; i++) {
      for (int id = 1; id <= members.size(); id++) {
        if ((who.equals("all") || who.equals(String.valueOf(id))) && members.get(id - 1).isUp()) {
          members.get(id - 1).step(new Input.Tick());
        }
      }
    }
  }

  private void tickUntil(int id, String role) {
    Effect.RoleName wanted = Effect.RoleName.valueOf(role);
    ScriptedMember member = members.get(id - 1);
    for (int i = 0; i < TICKS_MAX; i++) {
      if (member.core().role() == wanted) {
        return;
      }
      member.step(new Input.Tick());
    }
    throw new IllegalStateException(id + " did not become " + role);
  }

  private void cut(int one, int other) {
    cut.add(new Link(one, other));
    cut.add(new Link(other, one));
  }

  void send(long from, long to, PeerMessage message) {
    inFlight.addLast(new InFlight(from, to, message));
  }

  /** The first that are on their way, and what they lead to, so many at most. */
  private void deliver(int count) {
    for (int i = 0; !inFlight.isEmpty() && i < count; i++) {
      if (i == DELIVERIES_MAX - 1) {
        throw new IllegalStateException("messages never end");
      }
      InFlight next = inFlight.removeFirst();
      ScriptedMember to = members.get((int) next.to() - 1);
      boolean lost = !to.isUp() || cut.contains(new Link(next.from(), next.to()));
      tell(
          next.from()
              + " -> "
              + next.to()
              + " "
              + Telling.of(next.message())
              + (lost ? " (lost)" : ""));
      if (!lost) {
        to.step(new Input.Received(next.from(), next.message()));
      }
    }
  }

  void tell(String line) {
    if (!quiet) {
      told.append(line).append('\n');
    }
  }
}
