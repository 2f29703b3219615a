package io.binnacle.apiserver.registry.operation;

import io.binnacle.apiserver.storage.StoredObject;
import java.util.List;

/**
 * An object that was written, or would have been on a dry run.
 *
 * @param created false where it was there before
 * @param warnings for Warning headers
 */
public record WriteResult(StoredObject object, boolean created, List<String> warnings) {
  public WriteResult {
    warnings = List.copyOf(warnings);
  }
}
