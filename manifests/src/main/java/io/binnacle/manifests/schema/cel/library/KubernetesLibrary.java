package io.binnacle.manifests.schema.cel.library;

import dev.cel.common.CelOptions;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import dev.cel.runtime.standard.CelStandardOverload;
import io.binnacle.manifests.schema.cel.value.ValueEquality;
import java.util.List;

/** The environment of expressions in Kubernetes (CEL-09): what there is, and what does it. */
public final class KubernetesLibrary {
  /** The budget bounds the work; the library's own bound on loops would say so in other words. */
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .enableOptionalSyntax(true)
          .comprehensionMaxIterations(-1)
          .build();

  private final FunctionTable functions = new FunctionTable();

  /** A new environment; it is not cheap, and may be shared. */
  public KubernetesLibrary() {
    ListFunctions.addTo(functions);
    RegexFunctions.addTo(functions);
    QuantityFunctions.addTo(functions);
    AddressFunctions.addTo(functions);
    UrlText.addTo(functions);
    SemanticVersion.addTo(functions);
    NamedFormat.addTo(functions);
    StringFormat.addTo(functions);
  }

  /** Where variables and types are still to be added. */
  public CelCompilerBuilder compiler() {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .addLibraries(
            CelExtensions.strings(),
            CelExtensions.lists(),
            CelExtensions.sets(OPTIONS),
            CelExtensions.comprehensions(),
            CelExtensions.optional())
        .addFunctionDeclarations(functions.declarations());
  }

  /** Equality and the joining of lists are ours: they know sets and list-maps (CEL-10). */
  private static boolean isTheLibrarysOwn(StandardFunction function, CelStandardOverload overload) {
    return function != StandardFunction.EQUALS
        && function != StandardFunction.NOT_EQUALS
        && overload != AddOverload.ADD_LIST;
  }

  @SuppressWarnings("unchecked") // Lists of CEL hold values of CEL.
  private static Object concatenate(List<?> left, List<?> right) {
    return ValueEquality.concatenate((List<Object>) left, (List<Object>) right);
  }

  /** What runs the expressions. */
  public CelRuntime runtime() {
    return CelRuntimeFactory.plannerRuntimeBuilder()
        .setOptions(OPTIONS)
        .setStandardFunctions(
            CelStandardFunctions.newBuilder()
                .filterFunctions(KubernetesLibrary::isTheLibrarysOwn)
                .build())
        .addLibraries(
            CelExtensions.strings(),
            CelExtensions.lists(),
            CelExtensions.sets(OPTIONS),
            CelExtensions.comprehensions(),
            CelExtensions.optional())
        .addFunctionBindings(
            CelFunctionBinding.from("equals", Object.class, Object.class, ValueEquality::same),
            CelFunctionBinding.from(
                "not_equals",
                Object.class,
                Object.class,
                (one, other) -> !ValueEquality.same(one, other)),
            CelFunctionBinding.from(
                "add_list", List.class, List.class, KubernetesLibrary::concatenate))
        .addFunctionBindings(functions.bindings())
        .build();
  }
}
