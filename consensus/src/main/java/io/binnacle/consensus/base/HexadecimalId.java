package io.binnacle.consensus.base;

/**
 * The id of a member or of a cluster as people see it, in logs, refusals, documents and arguments:
 * hexadecimal, without leading zeros. So what is read in one place can be given in another.
 */
public final class HexadecimalId {
  private HexadecimalId() {}

  public static String of(long id) {
    return Long.toHexString(id);
  }
}
