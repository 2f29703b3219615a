package io.binnacle.consensus.driver;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Registers with compare-and-put; the answer to a command is whether it was put, 1 or 0. */
final class RegisterToy extends ToyMachine {
  static final long PUT = 1;

  private final Map<String, Long> registers = new TreeMap<>();

  /**
   * @param expected that the register must hold; 0 for nothing yet
   */
  static String compareAndPut(String register, long expected, long value, int fillingChars) {
    return register + " " + expected + " " + value + " " + "x".repeat(fillingChars);
  }

  @Override
  public synchronized List<Long> apply(List<Committed> batch) {
    super.apply(batch);
    List<Long> results = new ArrayList<>();
    batch.forEach(committed -> results.add(put(committed.command())));
    return results;
  }

  private long put(Bytes command) {
    String[] words = command.toUtf8().split(" ", -1);
    if (value(words[0]) != Long.parseLong(words[1])) {
      return 0;
    }
    registers.put(words[0], Long.valueOf(words[2]));
    return PUT;
  }

  @Override
  public synchronized void restore(LogPosition position, InputStream content) throws IOException {
    super.restore(position, content);
    registers.clear();
    commands().forEach(this::put);
  }

  synchronized long value(String register) {
    return registers.getOrDefault(register, 0L);
  }
}
