package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import java.util.ArrayList;
import java.util.List;

/** LimitRanges: their limits fill each other in (DEF-68). */
final class LimitRangeStrategy implements Strategy {
  @Override
  public Manifest prepareForCreate(Manifest object) {
    return withDefaults(object);
  }

  @Override
  public Manifest prepareForUpdate(Manifest updated, Manifest old) {
    return withDefaults(updated);
  }

  /** For containers: the default is the maximum, the default request the default or the minimum. */
  private static Manifest withDefaults(Manifest range) {
    List<Manifest> limits = new ArrayList<>();
    for (Manifest limit : range.items("spec", "limits")) {
      limits.add(limit.textOrEmpty("type").equals("Container") ? filled(limit) : limit);
    }
    return limits.isEmpty()
        ? range
        : range.edit(editor -> editor.setItems(limits, "spec", "limits"));
  }

  private static Manifest filled(Manifest limit) {
    Manifest limited = copied(limit, "max", "default");
    return copied(copied(limited, "default", "defaultRequest"), "min", "defaultRequest");
  }

  private static Manifest copied(Manifest limit, String from, String to) {
    return limit.edit(
        editor ->
            limit
                .textMap(from)
                .forEach(
                    (resource, quantity) -> {
                      if (!limit.has(to, resource)) {
                        editor.setText(quantity, to, resource);
                      }
                    }));
  }
}
