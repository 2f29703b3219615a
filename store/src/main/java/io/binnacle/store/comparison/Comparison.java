package io.binnacle.store.comparison;

import io.binnacle.store.comparison.StateCheck.Report;
import io.binnacle.store.mvcc.StateDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One comparison of the members' states.
 *
 * @param index of its command in the log
 * @param reports in the order of the log; the first of each member
 */
public record Comparison(long index, List<Report> reports) {
  public Comparison {
    reports = List.copyOf(reports);
  }

  public static Comparison begunAt(long index) {
    return new Comparison(index, List.of());
  }

  /** With one report more, unless it is of another comparison, or of a member that has reported. */
  public Comparison with(Report report) {
    boolean isNews =
        report.comparedIndex() == index
            && reports.stream().noneMatch(each -> each.memberId() == report.memberId());
    if (!isNews) {
      return this;
    }
    List<Report> more = new ArrayList<>(reports);
    more.add(report);
    return new Comparison(index, more);
  }

  /** What can be said of it now. */
  public sealed interface Judgement {
    /** Too few have reported. */
    record Open() implements Judgement {}

    /**
     * A majority of the voters has the same state: that one is right.
     *
     * @param right its digest
     * @param wrong whose state is another one, voters and learners
     */
    record Majority(StateDigest right, List<Report> wrong) implements Judgement {
      public Majority {
        wrong = List.copyOf(wrong);
      }
    }

    /**
     * Members differ, and whatever those say that are silent yet, no majority of the voters can
     * agree: nobody can tell who is right, and nobody must be taken for wrong (CLUS-29).
     */
    record Split() implements Judgement {}
  }

  /**
   * Counts the voters of now, all of them: a majority of those that reported proves nothing. Nor
   * does one voter that is left alone, who may be the one that is wrong.
   *
   * @param voters ids, each once
   */
  public Judgement judge(List<Long> voters) {
    if (voters.size() == 1) {
      return differs() ? new Judgement.Split() : new Judgement.Open();
    }
    int majority = voters.size() / 2 + 1;
    Map<StateDigest, Integer> votes = new LinkedHashMap<>();
    int silent = voters.size();
    int most = 0;
    for (Report report : reports) {
      if (voters.contains(report.memberId())) {
        silent--;
        most = Math.max(most, votes.merge(report.digest(), 1, Integer::sum));
      }
    }
    for (Map.Entry<StateDigest, Integer> each : votes.entrySet()) {
      if (each.getValue() >= majority) {
        return new Judgement.Majority(each.getKey(), othersThan(each.getKey()));
      }
    }
    boolean canNoneAgree = votes.size() > 1 && most + silent < majority;
    return canNoneAgree ? new Judgement.Split() : new Judgement.Open();
  }

  private List<Report> othersThan(StateDigest right) {
    return reports.stream().filter(each -> !each.digest().equals(right)).toList();
  }

  /** Whether two reports differ, whoever is right. */
  public boolean differs() {
    return reports.stream().map(Report::digest).distinct().count() > 1;
  }
}
