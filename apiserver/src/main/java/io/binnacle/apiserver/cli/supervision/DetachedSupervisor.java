package io.binnacle.apiserver.cli.supervision;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.apiserver.certificates.PrivateFiles;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A supervisor in a process of its own. Its starter shows what it prints, and leaves when it says
 * that all is ready, or with its complaint when it ends before.
 */
public final class DetachedSupervisor {
  private static final int PULSE_MILLIS = 20;
  private static final String COMPLAINT = "binnacle: ";

  private DetachedSupervisor() {}

  /** Starts it, and waits until all is ready. */
  public static void start(ClusterPlan plan, PrintWriter out) {
    ClusterFolder folder = new ClusterFolder(plan.dataDirectory());
    boolean isNew = !Files.exists(folder.root());
    try {
      PrivateFiles.createDirectory(folder.root());
      Path log = folder.supervisorLog();
      Path readyFile = Files.createTempDirectory("binnacle-up").resolve("ready");
      long logBegins = Files.exists(log) ? Files.size(log) : 0;
      Process supervisor = launch(plan, log, readyFile);
      boolean ready;
      List<String> complaints = new ArrayList<>();
      try (RandomAccessFile output = new RandomAccessFile(log.toFile(), "r")) {
        output.seek(logBegins);
        ready = follow(supervisor, output, readyFile, line -> show(line, out, complaints));
      } finally {
        Files.deleteIfExists(readyFile);
        Files.deleteIfExists(readyFile.getParent());
      }
      if (!ready) {
        removeIfNew(folder, isNew);
        throw new ClusterException(
            complaints.isEmpty() ? "the supervisor ended, see above" : complaints.getLast());
      }
    } catch (IOException e) {
      throw new ClusterException(
          "cannot start a cluster in %s: %s".formatted(folder.root(), ClusterPreparation.reason(e)),
          e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called in the supervisor: lets its starter go. */
  public static void tellReady(@Nullable Path readyFile) {
    if (readyFile == null) {
      return;
    }
    try {
      Files.writeString(readyFile, "ready\n");
    } catch (IOException e) {
      throw new ClusterException("cannot write " + readyFile, e);
    }
  }

  private static Process launch(ClusterPlan plan, Path log, Path readyFile) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("up");
    arguments.add("--data-dir=" + plan.dataDirectory());
    arguments.add("--ready-file=" + readyFile);
    if (plan.replicas() != null) {
      arguments.add("--replicas=" + plan.replicas());
    }
    if (plan.port() != null) {
      arguments.add("--port=" + plan.port());
    }
    if (plan.heap() != null) {
      arguments.add("--heap=" + plan.heap());
    }
    if (!plan.restart()) {
      arguments.add("--no-restart");
    }
    List<String> command = new ArrayList<>();
    // A session of its own, so that closing the terminal does not reach it.
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.addAll(JavaCommand.small(arguments));
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private interface LineReader {
    void read(String line);
  }

  private static boolean follow(
      Process supervisor, RandomAccessFile output, Path readyFile, LineReader reader)
      throws IOException, InterruptedException {
    StringBuilder rest = new StringBuilder();
    while (true) {
      // Asked before reading, so that all it said before is shown.
      boolean ready = Files.exists(readyFile);
      boolean ended = !supervisor.isAlive();
      byte[] more = new byte[(int) Math.min(65_536, output.length() - output.getFilePointer())];
      output.readFully(more);
      rest.append(new String(more, UTF_8));
      for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
        reader.read(rest.substring(0, end));
        rest.delete(0, end + 1);
      }
      if (ready || ended) {
        return ready;
      }
      Thread.sleep(PULSE_MILLIS);
    }
  }

  private static void show(String line, PrintWriter out, List<String> complaints) {
    if (line.startsWith(COMPLAINT)) {
      complaints.add(line.substring(COMPLAINT.length()));
    } else {
      out.println(line);
    }
  }

  private static void removeIfNew(ClusterFolder folder, boolean isNew) throws IOException {
    if (!isNew) {
      return;
    }
    Files.deleteIfExists(folder.supervisorLog());
    try {
      Files.deleteIfExists(folder.root());
    } catch (DirectoryNotEmptyException _) {
      // Something is in it that the supervisor chose to keep.
    }
  }
}
