package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the columns of a pod say about its containers taken together (PRINT-20, PRINT-21). */
final class PodSummary {
  private final Manifest pod;
  private final List<String> sidecars = new ArrayList<>();
  private int ready;
  private long restarts;
  private long lastRestartSecond = Long.MIN_VALUE;
  private String status;

  private PodSummary(Manifest pod) {
    this.pod = pod;
    String reason = pod.textOrEmpty("status", "reason");
    this.status = reason.isEmpty() ? pod.textOrEmpty("status", "phase") : reason;
  }

  static PodSummary of(Manifest pod) {
    PodSummary summary = new PodSummary(pod);
    summary.summarise();
    return summary;
  }

  String ready() {
    return ready + "/" + (pod.items("spec", "containers").size() + sidecars.size());
  }

  String status() {
    return status;
  }

  String restarts(long nowEpochSeconds) {
    if (restarts == 0 || lastRestartSecond == Long.MIN_VALUE) {
      return Long.toString(restarts);
    }
    return restarts + " (" + HumanDuration.of(nowEpochSeconds - lastRestartSecond) + " ago)";
  }

  static String address(Manifest pod) {
    List<Manifest> addresses = pod.items("status", "podIPs");
    if (!addresses.isEmpty()) {
      return addresses.getFirst().textOrEmpty("ip");
    }
    String single = pod.textOrEmpty("status", "podIP");
    return single.isEmpty() ? FieldCells.NONE : single;
  }

  static String readinessGates(Manifest pod) {
    List<Manifest> gates = pod.items("spec", "readinessGates");
    if (gates.isEmpty()) {
      return FieldCells.NONE;
    }
    long open =
        gates.stream()
            .filter(gate -> conditionIsTrue(pod, gate.textOrEmpty("conditionType")))
            .count();
    return open + "/" + gates.size();
  }

  private void summarise() {
    for (Manifest condition : pod.items("status", "conditions")) {
      if (condition.textOrEmpty("type").equals("PodScheduled")
          && condition.textOrEmpty("reason").equals("SchedulingGated")) {
        status = "SchedulingGated";
      }
    }
    for (Manifest container : pod.items("spec", "initContainers")) {
      if (container.textOrEmpty("restartPolicy").equals("Always")) {
        sidecars.add(container.textOrEmpty("name"));
      }
    }
    boolean initializing = summariseInitContainers();
    if (!initializing || conditionIsTrue(pod, "Initialized")) {
      countSidecarRestartsOnly();
      summariseContainers();
    }
    if (pod.has("metadata", "deletionTimestamp")) {
      String phase = pod.textOrEmpty("status", "phase");
      if (pod.textOrEmpty("status", "reason").equals("NodeLost")) {
        status = "Unknown";
      } else if (!phase.equals("Failed") && !phase.equals("Succeeded")) {
        status = "Terminating";
      }
    }
  }

  /** Answers whether one of them is still to finish; then the status is about it. */
  private boolean summariseInitContainers() {
    List<Manifest> statuses = pod.items("status", "initContainerStatuses");
    int total = pod.items("spec", "initContainers").size();
    for (int position = 0; position < statuses.size(); position++) {
      Manifest container = statuses.get(position);
      countRestarts(container);
      if (isSidecar(container) && Objects.equals(container.bool("started"), true)) {
        ready += Objects.equals(container.bool("ready"), true) ? 1 : 0;
      } else if (container.integerOr(-1, "state", "terminated", "exitCode") != 0) {
        status = "Init:" + reasonOfInitContainer(container, position + "/" + total);
        return true;
      }
    }
    return false;
  }

  private static String reasonOfInitContainer(Manifest container, String progress) {
    if (container.has("state", "terminated")) {
      return terminationReason(container);
    }
    String waiting = container.textOrEmpty("state", "waiting", "reason");
    return waiting.isEmpty() || waiting.equals("PodInitializing") ? progress : waiting;
  }

  private void countSidecarRestartsOnly() {
    restarts = 0;
    lastRestartSecond = Long.MIN_VALUE;
    for (Manifest container : pod.items("status", "initContainerStatuses")) {
      if (isSidecar(container)) {
        countRestarts(container);
      }
    }
  }

  private void summariseContainers() {
    boolean running = false;
    for (Manifest container : pod.items("status", "containerStatuses").reversed()) {
      countRestarts(container);
      String waiting = container.textOrEmpty("state", "waiting", "reason");
      if (!waiting.isEmpty()) {
        status = waiting;
      } else if (container.has("state", "terminated")) {
        status = terminationReason(container);
      } else if (Objects.equals(container.bool("ready"), true)
          && container.has("state", "running")) {
        running = true;
        ready++;
      }
    }
    if (status.equals("Completed") && running) {
      status = conditionIsTrue(pod, "Ready") ? "Running" : "NotReady";
    }
  }

  private static String terminationReason(Manifest container) {
    String reason = container.textOrEmpty("state", "terminated", "reason");
    if (!reason.isEmpty()) {
      return reason;
    }
    long signal = container.integerOr(0, "state", "terminated", "signal");
    return signal != 0
        ? "Signal:" + signal
        : "ExitCode:" + container.integerOr(0, "state", "terminated", "exitCode");
  }

  private void countRestarts(Manifest container) {
    restarts += container.integerOr(0, "restartCount");
    Long finished = epochSecond(container.text("lastState", "terminated", "finishedAt"));
    if (finished != null) {
      lastRestartSecond = Math.max(lastRestartSecond, finished);
    }
  }

  private static @Nullable Long epochSecond(@Nullable String timestamp) {
    return timestamp == null ? null : Timestamp.epochSecond(timestamp);
  }

  private boolean isSidecar(Manifest containerStatus) {
    return sidecars.contains(containerStatus.textOrEmpty("name"));
  }

  static boolean conditionIsTrue(Manifest object, String type) {
    for (Manifest condition : object.items("status", "conditions")) {
      if (condition.textOrEmpty("type").equals(type)) {
        return condition.textOrEmpty("status").equals("True");
      }
    }
    return false;
  }
}
