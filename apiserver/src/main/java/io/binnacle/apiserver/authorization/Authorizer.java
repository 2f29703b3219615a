package io.binnacle.apiserver.authorization;

/** Decides whether something may be done. Called on event loops: it must answer from memory. */
@FunctionalInterface
public interface Authorizer {
  Decision decide(AccessAttributes attributes);
}
