package io.binnacle.apiserver.registry.podspec;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.List;

/** What is done to ask a container how it is, or to tell it something (VAL-14). */
public final class HandlerRules {
  private static final List<String> PROBE_HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> EVENT_HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "sleep");
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");
  private static final int PORT_MAX = 65_535;

  private HandlerRules() {}

  /**
   * @param field the container, as messages name it
   * @param graceSeconds what the pod has to end
   */
  public static void check(
      Manifest container, String field, long graceSeconds, List<FieldError> errors) {
    for (String probe : PROBES) {
      Manifest stated = container.object(probe);
      if (stated != null) {
        probe(stated, probe, field + "." + probe, errors);
      }
    }
    for (String event : List.of("postStart", "preStop")) {
      Manifest handler = container.object("lifecycle", event);
      if (handler != null) {
        String shown = field + ".lifecycle." + event;
        handlers(handler, EVENT_HANDLERS, shown, errors);
        Long pause = handler.integer("sleep", "seconds");
        if (pause != null && (pause < 0 || pause > graceSeconds)) {
          errors.add(
              FieldError.invalid(
                  shown + ".sleep",
                  pause,
                  "must be non-negative and less than terminationGracePeriodSeconds ("
                      + graceSeconds
                      + ")"));
        }
      }
    }
  }

  /** What ends before the others start is not asked how it is. */
  public static void refuse(Manifest container, String field, List<FieldError> errors) {
    for (String each : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.has(each)) {
        errors.add(
            FieldError.forbidden(
                field + "." + each,
                "may not be set for init containers without restartPolicy=Always"));
      }
    }
  }

  private static void probe(Manifest stated, String probe, String shown, List<FieldError> errors) {
    handlers(stated, PROBE_HANDLERS, shown, errors);
    boolean isReadiness = probe.equals("readinessProbe");
    long successes = stated.integerOr(1, "successThreshold");
    if (!isReadiness && successes != 1) {
      errors.add(FieldError.invalid(shown + ".successThreshold", successes, "must be 1"));
    }
    Long grace = stated.integer("terminationGracePeriodSeconds");
    if (isReadiness && grace != null) {
      errors.add(
          FieldError.invalid(
              shown + ".terminationGracePeriodSeconds",
              grace,
              "must not be set for readinessProbes"));
    }
  }

  private static void handlers(
      Manifest stated, List<String> known, String field, List<FieldError> errors) {
    List<String> handlers = known.stream().filter(stated::has).toList();
    if (handlers.isEmpty()) {
      errors.add(FieldError.required(field, "must specify a handler type"));
      return;
    }
    for (int i = 1; i < handlers.size(); i++) {
      errors.add(
          FieldError.forbidden(
              field + "." + handlers.get(i), "may not specify more than 1 handler type"));
    }
    String first = handlers.getFirst();
    String shown = field + "." + first;
    switch (first) {
      case "exec" -> {
        if (stated.texts("exec", "command").isEmpty()) {
          errors.add(FieldError.required(shown + ".command", ""));
        }
      }
      case "httpGet" -> {
        port(stated, first, shown + ".port", errors);
        headers(stated.items("httpGet", "httpHeaders"), shown + ".httpHeaders", errors);
      }
      case "tcpSocket" -> port(stated, first, shown + ".port", errors);
      default -> {}
    }
  }

  /** A number, or the name of a port of the container. */
  private static void port(Manifest stated, String handler, String shown, List<FieldError> errors) {
    Long number = stated.integer(handler, "port");
    String name = stated.text(handler, "port");
    if (number != null && (number < 1 || number > PORT_MAX)) {
      errors.add(FieldError.invalid(shown, number, "must be between 1 and 65535, inclusive"));
    } else if (name != null) {
      NameRules.portName(name).forEach(why -> errors.add(FieldError.invalid(shown, name, why)));
    }
  }

  private static void headers(List<Manifest> headers, String shown, List<FieldError> errors) {
    for (Manifest header : headers) {
      String name = header.textOrEmpty("name");
      if (!name.isEmpty() && !name.chars().allMatch(HandlerRules::standsInHeaderNames)) {
        errors.add(
            FieldError.invalid(
                shown,
                name,
                "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                    + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"));
      }
    }
  }

  private static boolean standsInHeaderNames(int each) {
    return each == '-'
        || (each >= '0' && each <= '9')
        || (each >= 'A' && each <= 'Z')
        || (each >= 'a' && each <= 'z');
  }
}
