package io.binnacle.store.replicated;

import io.binnacle.consensus.disk.DamageMark;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;

/**
 * What makes a member stop being trusted whose state is not that of the majority (CLUS-29): it is
 * treated as one with a damaged disk (design D3).
 */
@FunctionalInterface
public interface Distrust {
  /** Marks the member's directory, so that it never votes or acknowledges under its id again. */
  static Distrust marking(Disk disk) {
    return why -> DamageMark.put(disk, why);
  }

  /**
   * @param why for people
   * @return what the member stops with
   */
  DataRefusedException of(String why);
}
