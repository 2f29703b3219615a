package io.binnacle.bench.commits;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.bench.commits.group.EtcdGroup;
import io.binnacle.bench.commits.group.InProcessGroup;
import io.binnacle.bench.commits.group.ProcessGroup;
import io.binnacle.bench.commits.load.Group;
import io.binnacle.bench.commits.load.Load;
import io.binnacle.bench.commits.load.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Commits a second and their latency, by members, size and proposers, beside disk and etcd. */
@Command(
    name = "consensus",
    mixinStandardHelpOptions = true,
    description = {
      "Measure commits a second and their latency of the consensus library alone.",
      "Every commit is synced to the disk on a majority. The members apply commands by counting"
          + " them. Beside it: what the same disk allows, and etcd, where the program is there."
    })
public final class CommitsCommand implements Callable<Integer> {
  static final int JUDGED_PROPOSERS = 256;
  private static final int PICTURE_PROPOSERS = 32;
  private static final int KIBIBYTE = 1_024;

  @Option(
      names = "--directory",
      description = "On the disk to measure. Default: the directory for temporary files.")
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(names = "--members", split = ",", description = "Default: 1,3,5,7,9.")
  private List<Integer> members = List.of(1, 3, 5, 7, 9);

  @Option(names = "--bytes", split = ",", description = "Of a command. Default: 100,1024,16384.")
  private List<Integer> bytes = List.of(100, KIBIBYTE, 16 * KIBIBYTE);

  @Option(names = "--proposers", split = ",", description = "Default: 1,32,256,1000.")
  private List<Integer> proposers = List.of(1, PICTURE_PROPOSERS, JUDGED_PROPOSERS, 1_000);

  @Option(names = "--seconds", description = "Of each measurement. Default: 3.")
  private double seconds = 3;

  @Option(names = "--warm-up", description = "Seconds of each group before. Default: 10.")
  private double warmUp = 10;

  @Option(names = "--quick", description = "Few and short: says whether it works, not how fast.")
  private boolean isQuick;

  @Option(
      names = "--forms",
      split = ",",
      description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
  private List<Form> forms = List.of(Form.values());

  @Option(names = "--etcd", description = "The program. Default: etcd.")
  private String etcd = "etcd";

  @Option(
      names = "--picture",
      description = "An SVG of latency and availability by members goes here.")
  private @Nullable Path picture;

  private final Measurements measured = new Measurements();

  /** Made by the command line. */
  public CommitsCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (isQuick) {
      members = List.of(1, 3);
      bytes = List.of(KIBIBYTE);
      proposers = List.of(1, PICTURE_PROPOSERS, JUDGED_PROPOSERS);
      seconds = 0.5;
      warmUp = 1;
    }
    Path scratch = Files.createTempDirectory(directory, "binnacle-commits");
    try {
      measure(scratch);
    } finally {
      deleteAll(scratch);
    }
    print(new PrintWriter(System.out, true, UTF_8));
    if (picture != null) {
      Files.writeString(picture, draw());
    }
    return 0;
  }

  private void measure(Path scratch) throws IOException, InterruptedException {
    DiskLimit disk = new DiskLimit(scratch.resolve("disk"));
    disk.groupCommit(new Load(KIBIBYTE, JUDGED_PROPOSERS, warmUp));
    for (Load load : loads()) {
      System.err.println("disk: " + load);
      measured.disk(load, disk.bare(load.lasting(load.seconds() / 3)), disk.groupCommit(load));
    }
    for (Form form : forms) {
      for (int size : sizesOf(form)) {
        measure(form, size, Files.createDirectories(scratch.resolve(form + "-" + size)));
      }
    }
  }

  private List<Load> loads() {
    List<Load> loads = new ArrayList<>();
    for (int each : bytes) {
      for (int many : proposers) {
        loads.add(new Load(each, many, seconds));
      }
    }
    return loads;
  }

  private List<Integer> sizesOf(Form form) {
    return switch (form) {
      case IN_PROCESS, PROCESSES -> members;
      case ETCD ->
          EtcdGroup.versionOf(etcd) == null
              ? List.of()
              : members.stream().filter(each -> each <= 3).toList();
    };
  }

  private void measure(Form form, int size, Path place) throws IOException, InterruptedException {
    try (Group group = start(form, size, place)) {
      group.run(new Load(KIBIBYTE, JUDGED_PROPOSERS, warmUp));
      for (Load load : loads()) {
        Outcome outcome = group.run(load);
        measured.add(form, size, load, outcome);
        System.err.printf("%s, %d members, %s: %,.0f/s%n", form, size, load, outcome.perSecond());
      }
    } finally {
      deleteAll(place);
    }
  }

  private Group start(Form form, int size, Path place) throws IOException {
    return switch (form) {
      case IN_PROCESS -> new InProcessGroup(place, size);
      case PROCESSES -> new ProcessGroup(place, size);
      case ETCD -> new EtcdGroup(etcd, place, size);
    };
  }

  private void print(PrintWriter out) {
    out.println("### The disk, and one member beside it\n");
    out.println(measured.diskTable());
    for (Form form : forms) {
      String version = form == Form.ETCD ? EtcdGroup.versionOf(etcd) : "";
      if (version == null) {
        out.println("### etcd: there is no program '" + etcd + "'\n");
      } else {
        out.println("### " + form.title() + (version.isEmpty() ? "" : " (" + version + ")") + "\n");
        out.println(measured.table(form));
      }
    }
    out.println("### The aims\n");
    out.println(measured.verdicts());
  }

  private String draw() {
    List<MembersPicture.Column> columns = new ArrayList<>();
    int size = bytes.contains(KIBIBYTE) ? KIBIBYTE : bytes.getFirst();
    int many = proposers.contains(PICTURE_PROPOSERS) ? PICTURE_PROPOSERS : proposers.getFirst();
    for (int each : members) {
      Outcome outcome = measured.find(Form.PROCESSES, each, size, many);
      if (outcome != null) {
        columns.add(new MembersPicture.Column(each, outcome));
      }
    }
    String what =
        "measured: %d bytes, %d clients, all members on one machine with %d cores and one disk"
            .formatted(size, many, Runtime.getRuntime().availableProcessors());
    return MembersPicture.draw(columns, what);
  }

  private static void deleteAll(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
