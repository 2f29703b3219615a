package io.binnacle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.bench.http.Lines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Heap per object of a server that runs on a JVM. */
@Command(
    name = "memory",
    description = "Measure live heap after a full collection, before and after loading objects.")
final class MemoryCommand implements Callable<Integer> {
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(names = "--objects", defaultValue = "100000", description = "Default: 100000.")
  private int objectCount = 100_000;

  @Option(names = "--clients", defaultValue = "32", description = "Default: 32.")
  private int clients = 32;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (target.serverPids.isEmpty()) {
      throw new IOException("give --server-pids: the heap of the first one is read");
    }
    long pid = target.serverPids.getFirst();
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    Objects objects = target.objects();
    long before = liveHeapKib(pid);
    Measured loading;
    try (Lines lines = target.lines()) {
      ClosedLoop loop = new ClosedLoop(lines.open(clients, target.connections), List.of());
      ClosedLoop.ensure(lines.open(1, 1).getFirst(), objects.createNamespace());
      String run = Long.toString(System.currentTimeMillis(), 36);
      loading = loop.run("loading", i -> objects.create("m-" + run + "-" + i), objectCount);
    }
    long after = liveHeapKib(pid);
    long perObject = (after - before) * 1_024 / objectCount;
    out.println(
        """
        | objects | of bytes | live heap before | after | bytes per object | resident | errors |
        |---|---|---|---|---|---|---|""");
    out.println(
        "| %d | %d | %d MiB | %d MiB | %d | %d MiB | %d |"
            .formatted(
                objectCount,
                target.objectBytes,
                before >> 10,
                after >> 10,
                perObject,
                residentKib(pid) >> 10,
                loading.errors()));
    return 0;
  }

  private static long liveHeapKib(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    if (!used.find()) {
      throw new IOException("process " + pid + " tells nothing of its heap");
    }
    return Long.parseLong(used.group(1));
  }

  private static long residentKib(long pid) throws IOException {
    Matcher resident =
        RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
    return resident.find() ? Long.parseLong(resident.group(1)) : 0;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(program.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + command + ": " + said.strip());
    }
    return said;
  }
}
