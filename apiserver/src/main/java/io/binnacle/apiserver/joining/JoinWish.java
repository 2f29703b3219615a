package io.binnacle.apiserver.joining;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a member says that wants to join.
 *
 * @param dataDirectory empty, or of a member that joined before
 * @param self how the others shall call and reach it
 * @param server a replica of the group, or a load balancer before them
 * @param kubeconfig of an administrator of the group
 * @param memberId as {@code member add} printed it; null where this member adds itself
 */
public record JoinWish(
    Path dataDirectory, Contact self, URI server, Path kubeconfig, @Nullable String memberId) {
  /** A name, and where the others reach its peer port. */
  public record Contact(String name, String host, int port) {}
}
