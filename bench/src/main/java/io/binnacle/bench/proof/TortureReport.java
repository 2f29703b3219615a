package io.binnacle.bench.proof;

import io.binnacle.consensus.linearizability.LinearizabilityChecker.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One page: the verdict, and a picture of calls over time with the faults marked. */
final class TortureReport {
  private static final int LEFT = 110;
  private static final int ROW = 22;
  private static final int WIDTH_MIN = 900;
  private static final int WIDTH_MAX = 12_000;

  /** Pixels for each second, before the width is bounded. */
  private static final double PIXELS_PER_SECOND = 30;

  /** Of more calls than this, quick ones are left out of the picture. */
  private static final int CALLS_DRAWN_MAX = 20_000;

  private static final double SLOW_MILLIS = 100;

  private final Torture.Outcome outcome;
  private final List<Observed.ClientCall> calls;
  private final List<Observed.Fault> faults;
  private final double endMillis;
  private final int width;
  private final StringBuilder svg = new StringBuilder();

  TortureReport(Torture.Outcome outcome) {
    this.outcome = outcome;
    this.calls = outcome.observed().calls();
    this.faults = outcome.observed().faults();
    this.endMillis = outcome.observed().nowMillis();
    this.width = Math.clamp((long) (endMillis / 1_000 * PIXELS_PER_SECOND), WIDTH_MIN, WIDTH_MAX);
  }

  static String summaryOf(Torture.Outcome outcome) {
    Map<Observed.End, Integer> ends = new EnumMap<>(Observed.End.class);
    outcome.observed().calls().forEach(call -> ends.merge(call.end(), 1, Integer::sum));
    Map<String, Integer> faults = new TreeMap<>();
    outcome
        .observed()
        .faults()
        .forEach(fault -> faults.merge(fault.what().replaceAll(" by .*", ""), 1, Integer::sum));
    return "%s; %d calls done, %d conflicts, %d without an answer; faults: %s"
        .formatted(
            verdictOf(outcome.verdict()),
            ends.getOrDefault(Observed.End.DONE, 0),
            ends.getOrDefault(Observed.End.CONFLICT, 0),
            ends.getOrDefault(Observed.End.UNKNOWN, 0),
            faults);
  }

  private static String verdictOf(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Linearizable(int operations, int keys) ->
          "linearizable, no acknowledged write lost: %d operations on %d registers"
              .formatted(operations, keys);
      case Verdict.Violation(String key, _) -> "NOT LINEARIZABLE: " + key;
      case Verdict.GivenUp(String key, int configurations) ->
          "not decided: the search for %s took more than %d steps".formatted(key, configurations);
    };
  }

  String html() {
    String picture = picture();
    String details =
        outcome.verdict() instanceof Verdict.Violation(_, String why) ? escape(why) : "";
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Torture of %d members</title>
    <style>
      body { font: 14px sans-serif; margin: 24px; color: #222; }
      .scroll { overflow-x: auto; border: 1px solid #ccc; }
      text { font: 11px sans-serif; fill: #444; }
      .done { stroke: #2a7; } .conflict { stroke: #bbb; } .unknown { stroke: #d33; }
      .fault { fill: #e60; fill-opacity: .55; } .rate { fill: #2a7; fill-opacity: .6; }
      .grid { stroke: #eee; } pre { background: #fee; padding: 8px; }
    </style></head><body>
    <h1>Torture of %d members</h1>
    <p>%s</p><pre%s>%s</pre>
    <p>Seed of the faults: %d. Green: done; grey: conflict, as it may be; red: the client does not know.
    Faults are orange, in the row of the member they struck; point at one to read its name.</p>
    <div class="scroll">%s</div>
    </body></html>
    """
        .formatted(
            outcome.plan().members(),
            outcome.plan().members(),
            escape(summaryOf(outcome)),
            details.isEmpty() ? " hidden" : "",
            details,
            outcome.plan().seed(),
            picture);
  }

  private String picture() {
    int members = outcome.plan().members();
    int clients = outcome.plan().clients() + 1;
    int height = ROW * (members + clients + 5);
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\">"
            .formatted(LEFT + width + 20, height));
    seconds(height);
    for (int i = 0; i < members; i++) {
      label(i, "member " + (i + 1));
    }
    faults.forEach(this::draw);
    rates(members);
    for (int i = 0; i < clients; i++) {
      label(members + 3 + i, i == clients - 1 ? "last reads" : "client " + (i + 1));
    }
    boolean all = calls.size() <= CALLS_DRAWN_MAX;
    for (Observed.ClientCall call : calls) {
      boolean isNews = call.end() == Observed.End.UNKNOWN || call.to() - call.from() > SLOW_MILLIS;
      if (all || isNews) {
        draw(call, members + 3 + call.client());
      }
    }
    return svg.append("</svg>").toString();
  }

  private double x(double millis) {
    return LEFT + millis / endMillis * width;
  }

  private void seconds(int height) {
    int step = Math.max(1, (int) (endMillis / 1_000 / (width / 60.0)));
    for (int second = 0; second * 1_000.0 <= endMillis; second += step) {
      double at = x(second * 1_000.0);
      add(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%.1f\" y1=\"0\" x2=\"%.1f\" y2=\"%d\"/>",
              at,
              at,
              height));
      add(
          String.format(
              Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%d s</text>", at + 2, height - 6, second));
    }
  }

  private void label(int row, String text) {
    add(String.format(Locale.ROOT, "<text x=\"6\" y=\"%d\">%s</text>", row * ROW + 16, text));
  }

  private void draw(Observed.Fault fault) {
    add(
        String.format(
            Locale.ROOT,
            "<rect class=\"fault\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>",
            x(fault.from()),
            fault.member() * ROW + 3,
            Math.max(2, x(fault.to()) - x(fault.from())),
            ROW - 6,
            escape(fault.what())));
  }

  private void draw(Observed.ClientCall call, int row) {
    int y = row * ROW + ROW / 2;
    add(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" stroke-width=\"4\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
            call.end().name().toLowerCase(Locale.ROOT),
            x(call.from()),
            y,
            Math.max(x(call.to()), x(call.from()) + 1),
            y));
  }

  /** Calls done in each second, as bars of two rows. */
  private void rates(int row) {
    int[] done = new int[(int) (endMillis / 1_000) + 1];
    for (Observed.ClientCall call : calls) {
      if (call.end() != Observed.End.UNKNOWN) {
        done[(int) (call.to() / 1_000)]++;
      }
    }
    int most = 1;
    for (int each : done) {
      most = Math.max(most, each);
    }
    label(row, "done/s, max " + most);
    int bottom = (row + 2) * ROW;
    for (int second = 0; second < done.length; second++) {
      double high = 2.0 * ROW * done[second] / most;
      add(
          String.format(
              Locale.ROOT,
              "<rect class=\"rate\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
              x(second * 1_000.0),
              bottom - high,
              width / (endMillis / 1_000) - 1,
              high));
    }
  }

  private void add(String element) {
    svg.append(element).append('\n');
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
