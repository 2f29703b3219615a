package io.binnacle.bench.commits;

import io.binnacle.bench.commits.load.Outcome;
import java.util.List;
import java.util.Locale;

/**
 * How long a commit takes with that many members, as measured, and how long a year the group would
 * be without a majority, as reckoned.
 */
final class MembersPicture {
  /** One of a hundred hours: a bad machine, so that the differences can be seen. */
  private static final double MEMBER_DOWN = 0.01;

  private static final double SECONDS_PER_YEAR = 365.25 * 24 * 3600;
  private static final int LEFT = 40;
  private static final int RIGHT = 500;
  private static final int BASE = 300;
  private static final int HEIGHT = 200;
  private static final int STEP = 80;
  private static final int BAR = 28;

  /** Bars of downtime reach from a hundredth of a second to a year. */
  private static final double DECADES_BELOW_A_SECOND = 2;

  private static final double DECADES = DECADES_BELOW_A_SECOND + Math.log10(SECONDS_PER_YEAR);

  /** One column. */
  record Column(int members, Outcome outcome) {}

  private MembersPicture() {}

  /**
   * @param what was measured, in one line
   */
  static String draw(List<Column> columns, String what) {
    double millisMax =
        columns.stream().mapToDouble(each -> each.outcome.millisAt(99)).max().orElse(1);
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 400" font-family="system-ui, sans-serif" font-size="14" role="img" aria-label="Latency of a commit and time without a majority, by number of members">
              <rect width="960" height="400" fill="#ffffff"/>
              <g fill="#0f172a" font-size="17"><text x="40" y="34">How long a commit takes</text><text x="500" y="34">How long a year there is no majority</text></g>
            """);
    note(svg, LEFT, 56, what);
    note(svg, RIGHT, 56, "reckoned: each member is down 1 % of the time, independently");
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      int x = LEFT + i * STEP;
      bar(svg, x, column.outcome.millisAt(50) / millisMax, "#6366f1", millis(column, 50));
      bar(svg, x + BAR + 2, column.outcome.millisAt(99) / millisMax, "#c7d2fe", millis(column, 99));
      double down = secondsDown(column.members);
      double share = Math.max(0.01, (Math.log10(down) + DECADES_BELOW_A_SECOND) / DECADES);
      bar(svg, RIGHT + i * STEP + BAR / 2, share, "#f59e0b", span(down));
      label(svg, x + BAR, column.members, "");
      label(svg, RIGHT + i * STEP + BAR, column.members, "survives " + column.members / 2);
    }
    svg.append(
        """
          <g fill="#475569"><rect x="40" y="358" width="14" height="14" fill="#6366f1"/><text x="60" y="370">half of the commits are faster</text>
          <rect x="270" y="358" width="14" height="14" fill="#c7d2fe"/><text x="290" y="370">99 of 100 are</text><text x="500" y="370">logarithmic; "survives": so many members may be down at once</text></g>
        </svg>
        """);
    return svg.toString();
  }

  private static void note(StringBuilder svg, int x, int y, String text) {
    svg.append("  <text x=\"%d\" y=\"%d\" fill=\"#475569\">%s</text>%n".formatted(x, y, text));
  }

  private static void bar(StringBuilder svg, int x, double share, String color, String text) {
    double height = Math.max(2, share * HEIGHT);
    svg.append(
        String.format(
            Locale.ROOT,
            "  <rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"%s\"/>"
                + "<text x=\"%d\" y=\"%.1f\" font-size=\"11\" text-anchor=\"middle\" fill=\"#334155\">%s</text>%n",
            x,
            BASE - height,
            BAR,
            height,
            color,
            x + BAR / 2,
            BASE - height - 5,
            text));
  }

  private static void label(StringBuilder svg, int x, int members, String below) {
    svg.append(
        "  <text x=\"%d\" y=\"320\" text-anchor=\"middle\" fill=\"#0f172a\">%d</text><text x=\"%d\" y=\"338\" font-size=\"11\" text-anchor=\"middle\" fill=\"#475569\">%s</text>%n"
            .formatted(x, members, x, below));
  }

  private static String millis(Column column, double percentile) {
    double millis = column.outcome.millisAt(percentile);
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }

  private static String span(double seconds) {
    if (seconds >= 3600) {
      return String.format(Locale.ROOT, seconds >= 36_000 ? "%.0f h" : "%.1f h", seconds / 3600);
    }
    if (seconds >= 60) {
      return String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }
    return String.format(Locale.ROOT, seconds >= 1 ? "%.0f s" : "%.1f s", seconds);
  }

  /** In which fewer than a majority of the members are up. */
  static double secondsDown(int members) {
    double down = 0;
    for (int up = 0; up <= members / 2; up++) {
      down +=
          choose(members, up) * Math.pow(1 - MEMBER_DOWN, up) * Math.pow(MEMBER_DOWN, members - up);
    }
    return down * SECONDS_PER_YEAR;
  }

  private static double choose(int all, int some) {
    double ways = 1;
    for (int i = 1; i <= some; i++) {
      ways = ways * (all - some + i) / i;
    }
    return ways;
  }
}
