package io.binnacle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.bench.http.Call;
import io.binnacle.bench.http.Line;
import io.binnacle.bench.http.Lines;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Requests in a closed loop, cold and warm. */
@Command(
    name = "load",
    description = {
      "Measure create, get, update, patch and list.",
      "Each work has a cold row, its first requests, and a warm row, after a warm-up that is not"
          + " counted. A cold row says what it should only on a server that has just started."
    })
final class LoadCommand implements Callable<Integer> {
  enum Work {
    create,
    get,
    update,
    patch,
    list
  }

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = "--work",
      split = ",",
      defaultValue = "create,get,update,patch,list",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<Work> works = List.of(Work.values());

  @Option(
      names = "--clients",
      defaultValue = "32",
      description = "Concurrent requests. Default: ${DEFAULT-VALUE}.")
  private int clients = 32;

  @Option(
      names = "--list-clients",
      defaultValue = "4",
      description = "Concurrent lists. Default: ${DEFAULT-VALUE}.")
  private int listClients = 4;

  @Option(
      names = "--objects",
      defaultValue = "10000",
      description = "Objects that are there for get, update, patch, list. Default: 10000.")
  private int objectCount = 10_000;

  @Option(names = "--cold", defaultValue = "5000", description = "Requests. Default: 5000.")
  private long cold = 5_000;

  @Option(
      names = "--warm-up",
      defaultValue = "200000",
      description = "Requests between cold and warm, not counted. Default: 200000.")
  private long warmUp = 200_000;

  @Option(names = "--warm", defaultValue = "50000", description = "Requests. Default: 50000.")
  private long warm = 50_000;

  @Option(
      names = "--lists",
      defaultValue = "60",
      description = "Lists in each of their rows; a third as many warm up. Default: 60.")
  private long lists = 60;

  @Option(
      names = "--label",
      defaultValue = "",
      description = "Put before the name of each work in the table.")
  private String label = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    Objects objects = target.objects();
    try (Lines lines = target.lines()) {
      List<Line> all = lines.open(clients, target.connections);
      ClosedLoop loop = new ClosedLoop(all, target.serverPids);
      ClosedLoop listLoop =
          new ClosedLoop(all.subList(0, Math.min(listClients, clients)), target.serverPids);
      ClosedLoop.ensure(all.getFirst(), objects.createNamespace());
      String run = Long.toString(System.currentTimeMillis(), 36);
      boolean needsObjects = works.stream().anyMatch(each -> each != Work.create);
      if (needsObjects) {
        loop.run("prepare", i -> objects.create("o-" + run + "-" + i), objectCount);
      }
      out.println(Measured.HEADER);
      for (Work each : works) {
        measure(each, run, objects, each == Work.list ? listLoop : loop, out);
      }
      all.forEach(Line::close);
    }
    return 0;
  }

  private void measure(Work work, String run, Objects objects, ClosedLoop loop, PrintWriter out)
      throws IOException, InterruptedException {
    boolean isList = work == Work.list;
    long first = isList ? lists : cold;
    long between = isList ? lists / 3 : warmUp;
    long last = isList ? lists : warm;
    String name = (label + " " + work).strip();
    LongFunction<Call> calls = calls(work, run, objects);
    loop.run(name + ", cold", calls, first).print(out);
    if (last > 0) {
      loop.run("warm-up", number -> calls.apply(first + number), between);
      loop.run(name + ", warm", number -> calls.apply(first + between + number), last).print(out);
    }
  }

  /** The calls of a work by their number. */
  private LongFunction<Call> calls(Work work, String run, Objects objects) {
    return number -> {
      String known = "o-" + run + "-" + number % objectCount;
      return switch (work) {
        case create -> objects.create("c-" + run + "-" + number);
        case get -> objects.get(known);
        case update -> objects.update(known, number);
        case patch -> objects.patch(known, number);
        case list -> objects.list();
      };
    };
  }
}
