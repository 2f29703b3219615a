package io.binnacle.bench.commits.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that was started for a measurement and ends with it. */
record Child(Process process, BufferedReader out, PrintStream in) {
  private static final long END_SECONDS_MAX = 15;

  /**
   * @param log where its errors go
   */
  static Child start(List<String> command, Path log) throws IOException {
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    return new Child(
        process,
        process.inputReader(UTF_8),
        new PrintStream(process.getOutputStream(), true, UTF_8));
  }

  /** One line for one line. */
  String ask(String question) throws IOException {
    in.println(question);
    String answer = out.readLine();
    if (answer == null) {
      throw new IOException("process " + process.pid() + " has ended");
    }
    return answer;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  void end() {
    process.destroy();
    Process ended =
        process.onExit().completeOnTimeout(process, END_SECONDS_MAX, TimeUnit.SECONDS).join();
    if (ended.isAlive()) {
      ended.destroyForcibly().onExit().join();
    }
  }
}
