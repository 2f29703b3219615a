package io.binnacle.manifests.schema.cel.library;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.CelType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelFunctionBinding;
import io.binnacle.manifests.format.IpAddress;
import io.binnacle.manifests.format.IpBlock;
import io.binnacle.manifests.meta.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions as they are written down: a name, types, and what is done. */
final class FunctionTable {
  private final Map<String, List<CelOverloadDecl>> declarations = new LinkedHashMap<>();
  private final Map<String, List<CelFunctionBinding>> bindings = new LinkedHashMap<>();

  /** The work of a function; what it throws is the error of the expression. */
  @FunctionalInterface
  interface Body {
    Object apply(Object[] arguments);
  }

  /** {@code name(argument, ...)}. */
  FunctionTable global(String name, CelType result, Body body, CelType... arguments) {
    return add(
        name,
        CelOverloadDecl.newGlobalOverload(id("global_" + name, arguments), result, arguments),
        body);
  }

  /** {@code target.name(argument, ...)}: the first type is the target's. */
  FunctionTable member(String name, CelType result, Body body, CelType... arguments) {
    return add(
        name, CelOverloadDecl.newMemberOverload(id(name, arguments), result, arguments), body);
  }

  @SuppressWarnings("Immutable") // Bodies have no state.
  private FunctionTable add(String name, CelOverloadDecl overload, Body body) {
    declarations.computeIfAbsent(name, _ -> new ArrayList<>()).add(overload);
    List<Class<?>> classes = new ArrayList<>();
    overload.parameterTypes().forEach(type -> classes.add(classOf(type)));
    bindings
        .computeIfAbsent(name, _ -> new ArrayList<>())
        .add(
            CelFunctionBinding.from(
                overload.overloadId(), classes, arguments -> guarded(body, arguments)));
    return this;
  }

  /** Errors of values are errors of the expression, with no more words around them. */
  private static Object guarded(Body body, Object[] arguments) {
    try {
      return body.apply(arguments);
    } catch (IllegalArgumentException e) {
      throw new CelInvalidArgumentException(String.valueOf(e.getMessage()));
    }
  }

  /** Ours begin with a word of our own, so that none of the library's is hidden. */
  private static String id(String name, CelType... arguments) {
    StringBuilder id = new StringBuilder("kubernetes_").append(name);
    for (CelType argument : arguments) {
      id.append('_').append(argument.name());
      argument.parameters().forEach(parameter -> id.append('_').append(parameter.name()));
    }
    return id.toString();
  }

  private static Class<?> classOf(CelType type) {
    return switch (type.kind()) {
      case STRING -> String.class;
      case INT -> Long.class;
      case BOOL -> Boolean.class;
      case DOUBLE -> Double.class;
      case BYTES -> CelByteString.class;
      case DURATION -> Duration.class;
      case TIMESTAMP -> Instant.class;
      case LIST -> List.class;
      case MAP -> Map.class;
      case OPAQUE -> opaqueClass(type.name());
      default -> Object.class;
    };
  }

  private static Class<?> opaqueClass(String name) {
    return switch (name) {
      case "kubernetes.Quantity" -> Quantity.class;
      case "net.IP" -> IpAddress.class;
      case "net.CIDR" -> IpBlock.class;
      case "kubernetes.URL" -> UrlText.class;
      case "kubernetes.Semver" -> SemanticVersion.class;
      case "kubernetes.NamedFormat" -> NamedFormat.class;
      default -> Object.class;
    };
  }

  List<CelFunctionDecl> declarations() {
    List<CelFunctionDecl> all = new ArrayList<>();
    declarations.forEach(
        (name, overloads) -> all.add(CelFunctionDecl.newFunctionDeclaration(name, overloads)));
    return all;
  }

  List<CelFunctionBinding> bindings() {
    List<CelFunctionBinding> all = new ArrayList<>();
    bindings.forEach(
        (name, overloads) -> all.addAll(CelFunctionBinding.fromOverloads(name, overloads)));
    return all;
  }
}
