package io.binnacle.store.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.store.Revision;
import io.binnacle.store.comparison.Comparison.Judgement;
import io.binnacle.store.comparison.StateCheck.Report;
import io.binnacle.store.mvcc.StateDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CLUS-29: who is right is what a majority of the voters says, and nobody else's say counts. */
class ComparisonTest {
  private static final long INDEX = 70;
  private static final StateDigest X = digest(1);
  private static final StateDigest Y = digest(2);
  private static final StateDigest Z = digest(3);
  private static final List<Long> THREE = List.of(1L, 2L, 3L);

  private static StateDigest digest(long contents) {
    return new StateDigest(new Revision(9), new Revision(2), 7, contents);
  }

  private static Report report(long member, StateDigest digest) {
    return new Report(member, INDEX, digest);
  }

  private static Comparison of(Report... reports) {
    Comparison comparison = Comparison.begunAt(INDEX);
    for (Report each : reports) {
      comparison = comparison.with(each);
    }
    return comparison;
  }

  @Test
  void aMajorityThatAgreesIsRightAndWhoDiffersIsNamed() {
    assertThat(of(report(1, X), report(2, X), report(3, X)).judge(THREE))
        .isEqualTo(new Judgement.Majority(X, List.of()));
    assertThat(of(report(1, X), report(3, Y), report(2, X)).judge(THREE))
        .isEqualTo(new Judgement.Majority(X, List.of(report(3, Y))));
  }

  @Test
  void aMajorityNeedNotWaitForTheLast() {
    assertThat(of(report(1, X)).judge(THREE)).isEqualTo(new Judgement.Open());
    assertThat(of(report(1, X), report(2, X)).judge(THREE))
        .isEqualTo(new Judgement.Majority(X, List.of()));
  }

  /** Two of five that agree are the most, and prove nothing. */
  @Test
  void theMajorityIsOfTheVotersNotOfTheReports() {
    List<Long> five = List.of(1L, 2L, 3L, 4L, 5L);
    assertThat(of(report(1, X), report(2, X), report(3, Y)).judge(five))
        .isEqualTo(new Judgement.Open());
    assertThat(of(report(1, X), report(2, X)).judge(five)).isEqualTo(new Judgement.Open());
    assertThat(of(report(1, X), report(2, X), report(3, Y), report(4, X)).judge(five))
        .isEqualTo(new Judgement.Majority(X, List.of(report(3, Y))));
  }

  @Test
  void whereTwoDifferNobodyIsRight() {
    assertThat(of(report(1, X), report(2, Y)).judge(List.of(1L, 2L)))
        .isEqualTo(new Judgement.Split());
    assertThat(of(report(1, X), report(2, X)).judge(List.of(1L, 2L)))
        .isEqualTo(new Judgement.Majority(X, List.of()));
  }

  /** The other was demoted or removed since: what is left is no majority of what was compared. */
  @Test
  void whoIsLeftAloneIsNotRightByThat() {
    assertThat(of(report(1, X), report(2, Y)).judge(List.of(1L))).isEqualTo(new Judgement.Split());
    assertThat(of(report(1, X)).judge(List.of(1L))).isEqualTo(new Judgement.Open());
  }

  @Test
  void aSplitIsToldOnlyWhenNobodyThatIsSilentCanDecideIt() {
    assertThat(of(report(1, X), report(2, Y)).judge(THREE)).isEqualTo(new Judgement.Open());
    assertThat(of(report(1, X), report(2, Y)).differs()).isTrue();
    assertThat(of(report(1, X), report(2, Y), report(3, Z)).judge(THREE))
        .isEqualTo(new Judgement.Split());
    assertThat(
            of(report(1, X), report(2, X), report(3, Y), report(4, Y))
                .judge(List.of(1L, 2L, 3L, 4L)))
        .isEqualTo(new Judgement.Split());
    assertThat(of(report(1, X), report(2, X)).differs()).isFalse();
  }

  @Test
  void aLearnerHasNoSayButIsJudged() {
    List<Long> two = List.of(1L, 2L);
    assertThat(of(report(1, X), report(8, X), report(9, X)).judge(two))
        .isEqualTo(new Judgement.Open());
    assertThat(of(report(1, Y), report(8, X), report(9, X), report(2, Y)).judge(two))
        .isEqualTo(new Judgement.Majority(Y, List.of(report(8, X), report(9, X))));
  }

  @Test
  void theFirstReportOfAMemberCounts() {
    Comparison twice = of(report(1, X), report(1, X), report(1, Y));
    assertThat(twice.reports()).containsExactly(report(1, X));
    assertThat(twice.judge(THREE)).isEqualTo(new Judgement.Open());
  }

  @Test
  void aReportOfAnEarlierComparisonComesTooLate() {
    Comparison late = of(report(1, X)).with(new Report(2, INDEX - 5, X));
    assertThat(late).isEqualTo(of(report(1, X)));
  }

  @Test
  void aReportCountsForTheVotersOfNow() {
    Comparison comparison = of(report(1, X), report(2, X), report(3, Y));
    assertThat(comparison.judge(List.of(1L, 3L, 4L))).isEqualTo(new Judgement.Open());
    assertThat(comparison.judge(List.of())).isEqualTo(new Judgement.Open());
  }
}
