package io.binnacle.apiserver.request;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who asks, as authentication found out. */
public record UserInfo(
    String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  public UserInfo {
    groups = List.copyOf(groups);
    extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
  }

  public UserInfo(String name, List<String> groups) {
    this(name, "", groups, Collections.emptyMap());
  }
}
