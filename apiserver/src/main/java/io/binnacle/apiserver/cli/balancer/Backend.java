package io.binnacle.apiserver.cli.balancer;

import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/** One replica behind the balancer. The state crosses threads, everything else is the loop's. */
final class Backend {
  final String name;
  final InetSocketAddress address;

  /** Not more than {@link LoadBalancer#CONNECTIONS_MAX} over all backends. */
  final Set<ForwardedConnection> connections = new LinkedHashSet<>();

  private volatile BackendState state = BackendState.NOT_READY;

  Backend(String name, InetSocketAddress address) {
    this.name = name;
    this.address = address;
  }

  BackendState state() {
    return state;
  }

  void becomes(BackendState newState) {
    state = newState;
  }
}
