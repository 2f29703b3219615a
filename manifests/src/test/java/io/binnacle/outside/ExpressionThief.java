package io.binnacle.outside;

import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;

/** Knows CEL though it is none of the rooms that may: a bad example. */
final class ExpressionThief {
  private ExpressionThief() {}

  static CelCompiler steal() {
    return CelCompilerFactory.standardCelCompilerBuilder().build();
  }
}
