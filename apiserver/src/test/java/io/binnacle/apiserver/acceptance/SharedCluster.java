package io.binnacle.apiserver.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One replica for all test classes that do it no harm: the first that asks for an {@link
 * AcceptanceCluster} starts it, the end of all tests stops it. Each class keeps to namespaces and
 * names of its own.
 */
final class SharedCluster implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == AcceptanceCluster.class;
  }

  @Override
  public AcceptanceCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedCluster.class))
        .computeIfAbsent("cluster", _ -> start(), AcceptanceCluster.class);
  }

  private static AcceptanceCluster start() {
    try {
      return AcceptanceCluster.start(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
