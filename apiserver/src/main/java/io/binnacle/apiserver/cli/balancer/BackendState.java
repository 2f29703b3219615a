package io.binnacle.apiserver.cli.balancer;

/** The verdict about a backend. */
public enum BackendState {
  /** Takes new connections. */
  READY,
  /** Gets new connections only while no other is ready; keeps those it has. */
  NOT_READY,
  /** Gets none, and those it had are closed, so that clients turn to another. */
  DEAD
}
