package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.MembershipOutcome.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** CLUS-11, CLUS-13: whoever is asked for a change that could leave the group stuck is told so. */
class TooFewActiveTest {
  private final SteppedGroup group = new SteppedGroup(9, SteppedGroup.smallFiles(), "a", "b", "c");

  private MembershipOutcome remove(String asked, String member) throws IOException {
    CompletableFuture<MembershipOutcome> outcome =
        group.running.get(asked).group().remove(group.id(member));
    for (int tick = 0; tick < 400 && !outcome.isDone(); tick++) {
      group.run(1);
    }
    return outcome.join();
  }

  @Test
  void withOneOfThreeDownTheOtherFollowerIsNotRemovedAndWithAllThereItIs() throws IOException {
    group.startAll();
    String leader = group.awaitLeader();
    List<String> followers = new ArrayList<>(group.running.keySet());
    followers.remove(leader);
    String down = followers.getFirst();
    String up = followers.getLast();
    group.proposeAndRun(leader, "x");
    group.stop(down);
    group.run(60);
    for (String asked : List.of(leader, up)) {
      assertThat(remove(asked, up))
          .isEqualTo(
              new MembershipOutcome.Refused(
                  Reason.NOT_ENOUGH_ACTIVE,
                  "too few of the voters there would be answer at the moment"));
    }
    assertThat(group.running.get(leader).membership().voters()).hasSize(3);
    group.start(down);
    group.run(60);
    assertThat(remove(leader, up)).isInstanceOf(MembershipOutcome.Changed.class);
    assertThat(group.running.get(leader).membership().voters())
        .containsExactlyInAnyOrder(group.id(leader), group.id(down));
  }
}
