package io.binnacle.apiserver.subresource;

import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.apiserver.request.QueryParameters;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.status.StatusReason;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Logs, terminals, forwarded ports and proxies. This server has no connection to any node, so each
 * of them ends with what a server answers whose nodes cannot be reached; but everything that is
 * wrong with the request itself is said before that (SUB-42, SUB-45, SUB-46).
 */
public final class NodeConnections {
  private static final String NO_DIAL = "this server does not connect to nodes";
  private static final long KUBELET_PORT = 10_250;

  /** Which of a node's addresses is dialled first. */
  private static final List<String> ADDRESS_TYPES =
      List.of("Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP");

  private final ResourceRegistry registry;

  public NodeConnections(ResourceRegistry registry) {
    this.registry = registry;
  }

  /** By resource and subresource, with a slash between them. */
  public Map<String, ConnectedSubresource> all() {
    Map<String, ConnectedSubresource> all = new LinkedHashMap<>();
    all.put("pods/log", this::log);
    all.put("pods/exec", this::terminal);
    all.put("pods/attach", this::terminal);
    all.put("pods/portforward", (key, query) -> pod(key, query).flatMap(this::dialNodeOf));
    all.put("pods/proxy", (key, query) -> proxied(key, query, "pods"));
    all.put("services/proxy", (key, query) -> proxied(key, query, "services"));
    all.put("nodes/proxy", (key, query) -> proxied(key, query, "nodes"));
    return all;
  }

  private Mono<ApiReply> log(ObjectKey key, QueryParameters query) {
    return pod(key, query)
        .flatMap(
            pod -> {
              LogParameters.check(query);
              checkContainer(pod, query.text("container"));
              // A pod that was not scheduled has said nothing yet.
              return pod.textOrEmpty("spec", "nodeName").isEmpty()
                  ? Mono.just(
                      Replies.document(Headers.of("Content-Type", "text/plain"), Bytes.empty()))
                  : dialNodeOf(pod);
            });
  }

  private Mono<ApiReply> terminal(ObjectKey key, QueryParameters query) {
    return pod(key, query)
        .flatMap(
            pod -> {
              checkContainer(pod, query.text("container"));
              return dialNodeOf(pod);
            });
  }

  private Mono<Manifest> pod(ObjectKey key, QueryParameters query) {
    if (query.has("dryRun")) {
      return Mono.error(new StatusException(Status.badRequest("dryRun is not supported")));
    }
    return get("pods", key);
  }

  private Mono<Manifest> get(String resource, ObjectKey key) {
    ResourceType type = registry.catalogue().find(new GroupVersionResource("", "v1", resource));
    return type == null
        ? Mono.error(new StatusException(Status.pathNotFound()))
        : registry.get(type, key, new Freshness.Linearizable()).map(object -> object.manifest());
  }

  private static void checkContainer(Manifest pod, String wanted) {
    List<String> containers = names(pod, "containers");
    List<String> initContainers = names(pod, "initContainers");
    if (wanted.isEmpty()) {
      if (containers.size() != 1) {
        String more =
            initContainers.isEmpty()
                ? ""
                : " or one of the init containers: [" + String.join(" ", initContainers) + "]";
        throw new StatusException(
            Status.badRequest(
                "a container name must be specified for pod %s, choose one of: [%s]%s"
                    .formatted(pod.name(), String.join(" ", containers), more)));
      }
    } else if (!containers.contains(wanted)
        && !initContainers.contains(wanted)
        && !names(pod, "ephemeralContainers").contains(wanted)) {
      throw new StatusException(
          Status.badRequest("container " + wanted + " is not valid for pod " + pod.name()));
    }
  }

  private static List<String> names(Manifest pod, String list) {
    return pod.items("spec", list).stream().map(each -> each.textOrEmpty("name")).toList();
  }

  private Mono<ApiReply> dialNodeOf(Manifest pod) {
    String node = pod.textOrEmpty("spec", "nodeName");
    if (node.isEmpty()) {
      return Mono.error(
          new StatusException(
              Status.badRequest("pod " + pod.name() + " does not have a host assigned")));
    }
    return get("nodes", new ObjectKey("", node)).flatMap(NodeConnections::dial);
  }

  private static Mono<ApiReply> dial(Manifest node) {
    String address = addressOf(node);
    if (address == null) {
      return Mono.error(
          new StatusException(
              Status.internalError("no preferred addresses found; known addresses: []")));
    }
    long port =
        node.integerOr(KUBELET_PORT, "status", "daemonEndpoints", "kubeletEndpoint", "Port");
    String why = "error dialing backend: dial tcp %s:%d: %s".formatted(address, port, NO_DIAL);
    return Mono.error(new StatusException(Status.internalError(why).withMessage(why)));
  }

  private static @Nullable String addressOf(Manifest node) {
    for (String type : ADDRESS_TYPES) {
      for (Manifest address : node.items("status", "addresses")) {
        if (address.textOrEmpty("type").equals(type)) {
          return address.textOrEmpty("address");
        }
      }
    }
    return null;
  }

  private Mono<ApiReply> proxied(ObjectKey key, QueryParameters query, String resource) {
    if (query.has("dryRun")) {
      return Mono.error(new StatusException(Status.badRequest("dryRun is not supported")));
    }
    ObjectKey named = new ObjectKey(key.namespace(), nameIn(key.name()));
    return get(resource, named)
        .flatMap(
            object ->
                switch (resource) {
                  case "pods" -> dialNodeOf(object);
                  case "nodes" -> dial(object);
                  default -> service(named);
                });
  }

  /** {@code https:name:port}, where all but the name may be missing (SUB-45). */
  private static String nameIn(String segment) {
    String[] parts = segment.split(":", -1);
    return parts.length == 3 ? parts[1] : parts[0];
  }

  private Mono<ApiReply> service(ObjectKey key) {
    return get("endpoints", key)
        .map(endpoints -> !endpoints.items("subsets").isEmpty())
        .onErrorResume(
            StatusException.class,
            failure ->
                failure.status().reason() == StatusReason.NOT_FOUND
                    ? Mono.just(false)
                    : Mono.error(failure))
        .flatMap(
            anywhere ->
                Mono.error(
                    new StatusException(
                        Status.serviceUnavailable(
                            anywhere
                                ? "error trying to reach service: " + NO_DIAL
                                : "no endpoints available for service \"" + key.name() + "\""))));
  }
}
