package io.binnacle.apiserver.controller.presence;

import io.binnacle.apiserver.registry.ResourceRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/** What one replica does so that all know that it serves. Used by one thread. */
public final class ReplicaPresence {
  /** As long as kube-apiserver's, so that a replica that died is not advertised for longer. */
  private static final Duration TIME_TO_LIVE = Duration.ofSeconds(15);

  private final PresenceRecords records;
  private final ServiceEndpoints endpoints;
  private final String host;
  private final int port;

  /**
   * @param host name or address by which clients reach this replica
   */
  public ReplicaPresence(ResourceRegistry registry, String host, int port) {
    this.records = new PresenceRecords(registry.storage(), TIME_TO_LIVE);
    this.endpoints = new ServiceEndpoints(registry);
    this.host = host;
    this.port = port;
  }

  /**
   * Renews the record of this replica and shows all that serve.
   *
   * @param nowNanos a monotonic clock
   * @param epochSeconds the time for people to read
   * @throws UnknownHostException where the own name has no address at the moment
   */
  public void renew(long nowNanos, long epochSeconds) throws UnknownHostException {
    records.renew(self(), epochSeconds);
    endpoints.show(records.live(nowNanos));
  }

  /** This replica serves no more. */
  public void leave(long nowNanos) throws UnknownHostException {
    records.remove(self());
    endpoints.show(records.live(nowNanos));
  }

  private ReplicaAddress self() throws UnknownHostException {
    return new ReplicaAddress(InetAddress.getByName(host).getHostAddress(), port);
  }
}
