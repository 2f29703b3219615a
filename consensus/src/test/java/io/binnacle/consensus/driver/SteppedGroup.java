package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.consensus.transport.hello.Hello;
import io.binnacle.consensus.tuning.CoreConfig;
import io.binnacle.consensus.wal.WriteAheadLog;
import io.binnacle.consensus.wire.MalformedException;
import io.binnacle.consensus.wire.MessageCodec;
import io.binnacle.consensus.wire.MessageVersions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Whole members, logs and snapshots included, on disks in memory, with a network that the test
 * cuts; stepped in a fixed order, so that a run repeats exactly.
 */
final class SteppedGroup {
  private static final long TICK_NANOS = 25_000_000;
  private static final int NEWEST_KIND_OF_VERSION_1 = 14;

  /** A message on its way. */
  record Letter(String from, String to, PeerMessage message) {}

  /** The newest format of the log, and the newest version of the protocol, that a program knows. */
  record Program(int logFormat, int protocol) {
    static final Program NOW =
        new Program(WriteAheadLog.FORMAT_VERSION, Hello.Versions.SPOKEN.newest());
    static final Program BEFORE = new Program(NOW.logFormat - 1, NOW.protocol - 1);
  }

  final Map<String, CrashDisk> disks = new TreeMap<>();
  final Map<String, ToyMachine> machines = new TreeMap<>();
  final Map<String, SteppedMember<Long>> running = new TreeMap<>();

  /** What another program than that of now knows: by the name of who runs it. */
  final Map<String, Program> programs = new TreeMap<>();

  private final Map<String, String> addresses = new LinkedHashMap<>();

  /** By the name of who was in no configuration at its first start. */
  private final Map<String, ConsensusConfig.Group> joined = new TreeMap<>();

  private Supplier<ToyMachine> machineMaker = ToyMachine::new;
  private final Map<Long, String> names = new TreeMap<>();
  private final Deque<Letter> letters = new ArrayDeque<>();
  private final Set<String> unreachable = new TreeSet<>();
  private final ConsensusConfig.Storage storage;
  private Predicate<Letter> lost = letter -> false;
  private long nowNanos;
  private long seed;

  SteppedGroup(long seed, ConsensusConfig.Storage storage, String... members) {
    this.seed = seed;
    this.storage = storage;
    for (String name : members) {
      addresses.put(name, name + ":1");
      disks.put(name, new CrashDisk());
    }
    for (String name : members) {
      names.put(config(name).group().memberId(), name);
    }
  }

  /** Small files, so that a few commands fill them. */
  static ConsensusConfig.Storage smallFiles() {
    return new ConsensusConfig.Storage(16_384, 1_000_000, 50, 8_192);
  }

  private ConsensusConfig config(String name) {
    ConsensusConfig.Group group = joined.get(name);
    return ConsensusConfig.of(
            group == null
                ? ConsensusConfig.Group.ofInitialCluster("stepped", name, addresses)
                : group,
            seed)
        .withStorage(storage);
  }

  /** Of the members that are started from now on. */
  void machinesAre(Supplier<ToyMachine> maker) {
    machineMaker = maker;
  }

  /** Starts a new member with an empty disk, which waits to be added. */
  ConsensusConfig.Member join(String name) throws IOException {
    ConsensusConfig.Group known = config(addresses.keySet().iterator().next()).group();
    long id = ConsensusConfig.Group.newMemberId(name.hashCode() * 0x9E3779B97F4A7C15L);
    ConsensusConfig.Member self = new ConsensusConfig.Member(id, name, name, 1);
    joined.put(name, ConsensusConfig.Group.joining(known.clusterId(), self, known.members()));
    names.put(id, name);
    disks.put(name, new CrashDisk());
    start(name);
    return self;
  }

  void startAll() throws IOException {
    for (String name : addresses.keySet()) {
      start(name);
    }
  }

  void start(String name) throws IOException {
    seed++;
    ConsensusConfig config = config(name);
    ToyMachine machine = machineMaker.get();
    machines.put(name, machine);
    running.put(
        name,
        new SteppedMember<>(
            config,
            new CoreConfig(
                config.group().memberId(),
                seed,
                CoreConfig.Timing.DEFAULT,
                CoreConfig.Flow.DEFAULT,
                new CoreConfig.Retention(
                    storage.logTailEntries(), CoreConfig.Retention.DEFAULT.tailBytesMax())),
            Recovery.run(config, disks.get(name), machine, programOf(name).logFormat()),
            new Post(name),
            machine,
            _ -> {}));
  }

  /** What no part has done by now is never done. */
  void stop(String name) throws IOException {
    running.remove(name).close();
    tellOthersOfLoss(name);
  }

  /** Loses its power: what was not synced is gone, or not. */
  void crash(String name, Random random) {
    running.remove(name);
    disks.get(name).crash(random);
    tellOthersOfLoss(name);
  }

  private void tellOthersOfLoss(String name) {
    running.forEach(
        (other, member) -> {
          if (!other.equals(name)) {
            member.peerLost(id(name));
          }
        });
  }

  /** Nothing gets there or comes from there. */
  void cutOff(String... members) {
    unreachable.addAll(List.of(members));
    for (String name : members) {
      tellOthersOfLoss(name);
    }
  }

  void reconnect(String... members) {
    List.of(members).forEach(unreachable::remove);
    for (String member : members) {
      running.forEach((other, each) -> each.snapshotsConnected(config(member).group().memberId()));
    }
  }

  long id(String member) {
    return config(member).group().memberId();
  }

  /** Letters for which this is true do not arrive. */
  void lose(Predicate<Letter> which) {
    lost = which;
  }

  void run(int ticks) throws IOException {
    for (int tick = 0; tick < ticks; tick++) {
      nowNanos += TICK_NANOS;
      // Bounded, since a part that always finds work would never let time go on.
      for (int round = 0; round < 200 && stepAll() + deliver() > 0; round++) {
        // Until this tick has nothing left to do.
      }
    }
  }

  private int stepAll() throws IOException {
    int work = 0;
    for (SteppedMember<Long> member : List.copyOf(running.values())) {
      for (Part part : EnumSet.allOf(Part.class)) {
        work += member.step(part, nowNanos);
      }
    }
    return work;
  }

  private int deliver() {
    int work = letters.size();
    for (int i = 0; i < work; i++) {
      Letter letter = letters.removeFirst();
      SteppedMember<Long> receiver = running.get(letter.to());
      boolean isCut = unreachable.contains(letter.from()) || unreachable.contains(letter.to());
      if (receiver != null && !isCut && !lost.test(letter)) {
        receiver.received(config(letter.from()).group().memberId(), letter.message());
      }
    }
    return work;
  }

  /** Runs until somebody that can be reached leads. */
  String awaitLeader() throws IOException {
    for (int tick = 0; tick < 2_000; tick++) {
      String leader = leader();
      if (leader != null) {
        return leader;
      }
      run(1);
    }
    throw new AssertionError("no leader");
  }

  /** Null where none of those that can be reached leads. */
  String leader() {
    return running.entrySet().stream()
        .filter(each -> each.getValue().isLeader() && !unreachable.contains(each.getKey()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  CompletableFuture<ProposalOutcome<Long>> propose(String member, String command) {
    return running.get(member).propose(Bytes.ofUtf8(command), nowNanos);
  }

  /** Proposes and runs until there is an outcome. */
  ProposalOutcome<Long> proposeAndRun(String member, String command) throws IOException {
    return runUntilDone(propose(member, command));
  }

  /** The same with what frees room. */
  ProposalOutcome<Long> relieveAndRun(String member, String command) throws IOException {
    return runUntilDone(running.get(member).proposeRelief(Bytes.ofUtf8(command), nowNanos));
  }

  /** With chance as to what the command is for; the outcome comes with time, or never. */
  CompletableFuture<ProposalOutcome<Long>> proposeSome(
      String member, String command, Random random) {
    Bytes bytes = Bytes.ofUtf8(command);
    SteppedMember<Long> at = running.get(member);
    return random.nextInt(4) == 0 ? at.proposeRelief(bytes, nowNanos) : at.propose(bytes, nowNanos);
  }

  CompletableFuture<ReadOutcome> read(String member) {
    return running.get(member).read(nowNanos);
  }

  private ProposalOutcome<Long> runUntilDone(CompletableFuture<ProposalOutcome<Long>> outcome)
      throws IOException {
    for (int tick = 0; tick < 2_000 && !outcome.isDone(); tick++) {
      run(1);
    }
    return outcome.join();
  }

  private Program programOf(String name) {
    return programs.getOrDefault(name, Program.NOW);
  }

  /** A program of the first version knows no kind of message beyond these. */
  private static PeerMessage throughBytes(PeerMessage message, int version) {
    ByteBuffer bytes = ByteBuffer.allocate(MessageCodec.size(message));
    MessageCodec.write(message, bytes);
    if (version == 1 && bytes.get(0) > NEWEST_KIND_OF_VERSION_1) {
      throw new AssertionError("said to a member that cannot read it: " + message);
    }
    try {
      return MessageCodec.read(bytes.flip());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** Of the log that this member has written last. */
  int formatOfNewestSegment(String name) throws IOException {
    CrashDisk disk = disks.get(name);
    String newest =
        disk.list("wal").stream().filter(file -> file.endsWith(".wal")).toList().getLast();
    ByteBuffer start = ByteBuffer.allocate(16);
    try (DiskFile file = disk.open("wal/" + newest, Disk.OpenMode.READ_ONLY)) {
      file.read(start, 0);
    }
    return start.getInt(8);
  }

  private final class Post implements PeerTransport {
    private final String from;

    Post(String from) {
      this.from = from;
    }

    @Override
    public void start(Receiver receiver) {}

    @Override
    public void send(long to, PeerMessage message) {
      String receiver = names.get(to);
      int common = Math.min(programOf(from).protocol(), programOf(receiver).protocol());
      PeerMessage spoken = MessageVersions.inVersion(message, common);
      if (spoken != null) {
        letters.add(new Letter(from, receiver, throughBytes(spoken, common)));
      }
    }

    @Override
    public boolean isConnected(long peer) {
      String to = names.get(peer);
      return running.containsKey(to) && !unreachable.contains(to) && !unreachable.contains(from);
    }

    @Override
    public void close() {}
  }
}
