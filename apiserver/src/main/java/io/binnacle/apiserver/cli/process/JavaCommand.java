package io.binnacle.apiserver.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Command lines that run this program again in a JVM of its own, on the same JDK and class path.
 * ./binnacle says where the AOT cache lies by the system property {@code binnacle.aot-cache}; a
 * cache that is missing or does not fit costs time, nothing else.
 */
public final class JavaCommand {
  private static final String MAIN = "io.binnacle.apiserver.cli.Binnacle";
  private static final String CACHE_PROPERTY = "binnacle.aot-cache";

  /** How the user calls the program; ./binnacle says it. */
  private static final String NAME_PROPERTY = "binnacle.command";

  /** Beside the server's cache; ./binnacle knows it by the same name. */
  private static final String SMALL_CACHE = "command.aot";

  /** Protobuf still asks for memory the old way, which the JVM complains of in every process. */
  private static final String QUIET_ABOUT_PROTOBUF = "--sun-misc-unsafe-memory-access=allow";

  private static final long MEBIBYTE = 1L << 20;
  private static final long HEAP_MIB_MIN = 384;
  private static final long HEAP_MIB_MAX = 4_096;

  /** Where the machine does not say how much memory it has. */
  private static final long ASSUMED_MEMORY_MIB = 4_096;

  private JavaCommand() {}

  /** What to type for this program. */
  public static String commandName() {
    return System.getProperty(NAME_PROPERTY, "binnacle");
  }

  /**
   * A process that serves.
   *
   * @param heap the value of -Xmx, such as {@code 2g}
   */
  public static List<String> server(String heap, List<String> arguments) {
    List<String> flags = new ArrayList<>(serverFlags(heap));
    String cache = System.getProperty(CACHE_PROPERTY);
    if (cache != null && Files.exists(Path.of(cache))) {
      flags.add("-XX:AOTCache=" + cache);
      // A cache that does not fit is no news for the log of a replica.
      flags.add("-Xlog:aot=off");
      flags.add("-Xlog:cds=off");
    }
    return command(flags, arguments);
  }

  /** The same, writing an AOT cache of what it loaded when it ends. */
  public static List<String> trainedServer(String heap, Path newCache, List<String> arguments) {
    List<String> flags = new ArrayList<>(serverFlags(heap));
    flags.add("-XX:AOTCacheOutput=" + newCache);
    return command(flags, arguments);
  }

  /**
   * A process that waits and forwards: small, and tuned to start. It hands the server's cache on,
   * and has a smaller one of its own: mapping all of a server's classes would cost it more than
   * they give.
   */
  public static List<String> small(List<String> arguments) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Xss512k"));
    flags.add("-D" + NAME_PROPERTY + "=" + commandName());
    String cache = System.getProperty(CACHE_PROPERTY);
    if (cache != null) {
      flags.add("-D" + CACHE_PROPERTY + "=" + cache);
      Path own = Path.of(cache).resolveSibling(SMALL_CACHE);
      if (Files.exists(own)) {
        flags.addAll(List.of("-XX:AOTCache=" + own, "-Xlog:aot=off", "-Xlog:cds=off"));
      }
    }
    return command(flags, arguments);
  }

  /** A quarter of the memory, shared by the replicas of this machine, within bounds. */
  public static String heapFor(int replicaCount) {
    long share = memoryMib() / 4 / replicaCount;
    return Math.clamp(share, HEAP_MIB_MIN, HEAP_MIB_MAX) + "m";
  }

  private static List<String> serverFlags(String heap) {
    return List.of(
        "-XX:+UseG1GC",
        "-XX:+UseCompactObjectHeaders",
        "-Xmx" + heap,
        // A replica that cannot hold its state is better restarted from its log than half alive.
        "-XX:+ExitOnOutOfMemoryError");
  }

  private static List<String> command(List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add(QUIET_ABOUT_PROTOBUF);
    String classPath = System.getProperty("java.class.path");
    if (classPath.endsWith(".jar") && classPath.indexOf(java.io.File.pathSeparatorChar) < 0) {
      command.add("-jar");
      command.add(classPath);
    } else {
      command.add("-cp");
      command.add(classPath);
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add(MAIN);
    }
    command.addAll(arguments);
    return command;
  }

  private static long memoryMib() {
    long memory = ASSUMED_MEMORY_MIB;
    String total = firstLine(Path.of("/proc/meminfo"));
    if (total != null && total.startsWith("MemTotal:")) {
      memory = Long.parseLong(total.replaceAll("\\D", "")) / 1_024;
    }
    String limit = firstLine(Path.of("/sys/fs/cgroup/memory.max"));
    if (limit != null && limit.matches("\\d{1,18}")) {
      memory = Math.min(memory, Long.parseLong(limit) / MEBIBYTE);
    }
    return memory;
  }

  private static @Nullable String firstLine(Path file) {
    try (var reader = Files.newBufferedReader(file)) {
      return reader.readLine();
    } catch (IOException _) {
      return null;
    }
  }
}
