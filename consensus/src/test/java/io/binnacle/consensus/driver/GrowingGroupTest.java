package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * CLUS-32: a group of one grows to three and five, every member is replaced in turn, and it shrinks
 * to three and to one, at once or through the even numbers between, while clients read and write at
 * all members, letters are lost, and members are cut off or lose their power. What the clients saw
 * has to be linearizable.
 */
class GrowingGroupTest {
  private static final int SEEDS = 20;
  private static final int TICKS_MAX = 4_000;

  /** Over all seeds: by the number of voters, the writes that were acknowledged meanwhile. */
  private final Map<Integer, Integer> writesByVoters = new TreeMap<>();

  private final Map<Integer, Integer> readsByVoters = new TreeMap<>();
  private int faults;
  private int leadersReplaced;
  private int membersNamed;

  private Random random;
  private SteppedGroup group;
  private RegisterTraffic traffic;
  private Set<String> voters;
  private Set<String> learners;

  /** Before the change that is under way, if any. */
  private int votersInForce;

  /** What is cut off or down at the moment; one at a time, so that the others are a majority. */
  private String harmed = "";

  private int harmedTicks;

  /** 0 where none is planned. */
  private int lettersUntilHarm;

  @Test
  void clientsOfAGroupThatGrowsIsReplacedAndShrinksSeeOneOrder() throws IOException {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        growReplaceAndShrink(seed);
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(writesByVoters.keySet()).containsExactly(1, 2, 3, 4, 5);
    assertThat(writesByVoters.values()).allMatch(writes -> writes > SEEDS);
    assertThat(readsByVoters.keySet()).containsExactly(1, 2, 3, 4, 5);
    assertThat(readsByVoters.values()).allMatch(reads -> reads > SEEDS);
    assertThat(faults).isGreaterThan(5 * SEEDS);
    assertThat(leadersReplaced).isGreaterThan(SEEDS / 2);
  }

  private void growReplaceAndShrink(int seed) throws IOException {
    random = new Random(seed);
    group = new SteppedGroup(seed, new ConsensusConfig.Storage(8_192, 12_000, 20, 8_192), "first");
    group.machinesAre(RegisterToy::new);
    group.startAll();
    group.lose(_ -> isLost());
    traffic = new RegisterTraffic(group, random);
    voters = new TreeSet<>(Set.of("first"));
    learners = new TreeSet<>();
    votersInForce = 1;
    int step = 1 + seed % 2;
    letTimePass(40);
    while (voters.size() < 5) {
      grow(step);
      letTimePass(60);
    }
    for (String old : List.copyOf(voters)) {
      replace(old);
    }
    while (voters.size() > 1) {
      shrink(step);
      letTimePass(60);
    }
    readEverythingAtTheEnd();
    traffic.requireLinearizable();
  }

  private void letTimePass(int ticks) throws IOException {
    for (int tick = 0; tick < ticks; tick++) {
      int writes = traffic.writes();
      int reads = traffic.reads();
      traffic.turn();
      group.run(1);
      writesByVoters.merge(votersInForce, traffic.writes() - writes, Integer::sum);
      readsByVoters.merge(votersInForce, traffic.reads() - reads, Integer::sum);
      harmOrHeal();
    }
  }

  /** A change is over within a tick, so what is to hit it strikes between two letters. */
  private boolean isLost() {
    if (lettersUntilHarm > 0 && --lettersUntilHarm == 0 && harmed.isEmpty()) {
      harmSomebody();
    }
    return random.nextInt(100) < 2;
  }

  private void harmSomebody() {
    String leader = group.leader();
    List<String> all = List.copyOf(group.running.keySet());
    boolean strikesLeader = leader != null && random.nextBoolean();
    harm(strikesLeader ? leader : all.get(random.nextInt(all.size())));
  }

  private void harmOrHeal() throws IOException {
    if (harmed.isEmpty()) {
      if (voters.size() >= 3 && random.nextInt(40) == 0) {
        harmSomebody();
      }
    } else if (--harmedTicks <= 0) {
      heal();
    }
  }

  private void harm(String member) {
    faults++;
    harmed = member;
    harmedTicks = 5 + random.nextInt(70);
    if (random.nextInt(3) == 0) {
      group.crash(member, random);
    } else {
      group.cutOff(member);
    }
  }

  private void heal() throws IOException {
    if (!harmed.isEmpty() && !group.running.containsKey(harmed)) {
      group.start(harmed);
    } else if (!harmed.isEmpty()) {
      group.reconnect(harmed);
    }
    harmed = "";
  }

  private Step join() throws IOException {
    membersNamed++;
    String name = "member-" + membersNamed;
    ConsensusConfig.Member added = group.join(name);
    learners.add(name);
    return new Step.AddLearner(added.contact());
  }

  private Step promote(String name) {
    learners.remove(name);
    voters.add(name);
    return new Step.Promote(group.id(name));
  }

  private Step remove(String name) {
    voters.remove(name);
    return new Step.Remove(group.id(name));
  }

  private void grow(int by) throws IOException {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < by; i++) {
      steps.add(join());
    }
    change(steps);
    List<Step> promotions = new ArrayList<>();
    List.copyOf(learners).forEach(name -> promotions.add(promote(name)));
    change(promotions);
  }

  /** A new one joins, and takes the place of the old one in one change (CLUS-20). */
  private void replace(String old) throws IOException {
    change(List.of(join()));
    letTimePass(random.nextInt(20));
    leadersReplaced += old.equals(group.leader()) ? 1 : 0;
    change(List.of(promote(learners.iterator().next()), remove(old)));
    switchOff(old);
  }

  private void shrink(int by) throws IOException {
    List<Step> steps = new ArrayList<>();
    List<String> leaving = new ArrayList<>();
    for (int i = 0; i < by; i++) {
      String leader = group.leader();
      List<String> all = List.copyOf(voters);
      boolean goesFirst = leader != null && voters.contains(leader) && random.nextBoolean();
      String next = goesFirst ? leader : all.get(random.nextInt(all.size()));
      leaving.add(next);
      steps.add(remove(next));
    }
    change(steps);
    for (String each : leaving) {
      switchOff(each);
    }
  }

  /** Some know that they are out by then, and some do not. */
  private void switchOff(String removed) throws IOException {
    letTimePass(random.nextInt(60));
    if (removed.equals(harmed)) {
      heal();
    }
    group.stop(removed);
  }

  /** Asks any member until the group is what it is to be, and a leader knows. */
  private void change(List<Step> steps) throws IOException {
    lettersUntilHarm = group.running.size() == 1 ? 0 : random.nextInt(100);
    CompletableFuture<MembershipOutcome> outcome = null;
    for (int tick = 0; tick < TICKS_MAX && !isInForce(); tick++) {
      if (outcome == null || (outcome.isDone() && tick % 5 == 0) || tick % 200 == 0) {
        List<String> all = List.copyOf(group.running.keySet());
        outcome = group.running.get(all.get(random.nextInt(all.size()))).group().change(steps);
      }
      letTimePass(1);
    }
    assertThat(isInForce())
        .as("voters %s, learners %s, after %s", voters, learners, steps)
        .isTrue();
    votersInForce = voters.size();
  }

  private boolean isInForce() {
    String leader = group.leader();
    if (leader == null) {
      return false;
    }
    Membership now = group.running.get(leader).membership();
    return !now.isChanging()
        && now.voters().equals(idsOf(voters))
        && now.learners().equals(idsOf(learners));
  }

  private List<Long> idsOf(Set<String> members) {
    return members.stream().map(group::id).sorted().toList();
  }

  private void readEverythingAtTheEnd() throws IOException {
    heal();
    group.lose(_ -> false);
    letTimePass(200);
    assertThat(group.running.keySet()).isEqualTo(voters).hasSize(1);
    List<BooleanSupplier> reads = new ArrayList<>();
    for (String register : RegisterTraffic.REGISTERS) {
      reads.add(traffic.read(-1, voters.iterator().next(), register));
    }
    group.run(20);
    int before = traffic.reads();
    assertThat(reads).allMatch(BooleanSupplier::getAsBoolean);
    assertThat(traffic.reads() - before).as("reads that were answered").isEqualTo(reads.size());
  }
}
