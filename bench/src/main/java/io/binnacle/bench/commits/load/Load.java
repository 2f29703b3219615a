package io.binnacle.bench.commits.load;

import java.util.Arrays;

/**
 * What is put.
 *
 * @param bytes of one command
 * @param proposers each has one command under way at a time
 * @param seconds how long
 */
public record Load(int bytes, int proposers, double seconds) {
  private static final double NANOS_PER_SECOND = 1e9;

  public long nanos() {
    return (long) (seconds * NANOS_PER_SECOND);
  }

  /** Not zeros, which some disks do not write. */
  public byte[] command() {
    byte[] command = new byte[bytes];
    Arrays.fill(command, (byte) 'x');
    return command;
  }

  public Load lasting(double changed) {
    return new Load(bytes, proposers, changed);
  }
}
