package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.negotiation.Representation;
import io.binnacle.apiserver.registry.operation.DeleteOptions;
import io.binnacle.apiserver.registry.operation.FieldValidation;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.registry.strategy.Propagation;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.ListParameters;
import io.binnacle.apiserver.request.QueryParameters;
import io.binnacle.apiserver.storage.ObjectSelector;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.printing.IncludeObject;
import io.binnacle.manifests.selector.FieldSelector;
import io.binnacle.manifests.selector.LabelSelector;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.GroupKind;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads the options of verbs from queries and bodies (CRUD-01 to CRUD-06, DEL-01). */
final class RequestOptions {
  /** Deletes what cannot be read; off here, as it is by default in the release we follow. */
  static final String UNSAFE = "ignoreStoreReadErrorWithClusterBreakingPotential";

  private static final String META_GROUP = "meta.k8s.io";
  private static final int FIELD_MANAGER_LENGTH_MAX = 128;

  private RequestOptions() {}

  /**
   * @param optionsKind which options a message names, as {@code CreateOptions}
   */
  static WriteOptions write(ApiRequest request, String optionsKind) {
    QueryParameters query = request.query();
    String manager = query.text("fieldManager");
    checkFieldManager(manager, optionsKind);
    return new WriteOptions(
        isDryRun(query.all("dryRun"), optionsKind),
        fieldValidation(query, optionsKind),
        manager.isEmpty() ? managerOf(request.headers().first("User-Agent")) : manager);
  }

  /** CRUD-02: the program's name, which is what stands before the first slash. */
  private static String managerOf(@Nullable String userAgent) {
    if (userAgent == null) {
      return "";
    }
    int slash = userAgent.indexOf('/');
    String program = slash < 0 ? userAgent : userAgent.substring(0, slash);
    StringBuilder manager = new StringBuilder();
    program
        .codePoints()
        .filter(character -> !Character.isISOControl(character))
        .limit(FIELD_MANAGER_LENGTH_MAX)
        .forEach(manager::appendCodePoint);
    return manager.toString();
  }

  private static boolean isDryRun(List<String> values, String optionsKind) {
    for (String value : values) {
      if (!value.equals("All")) {
        throw invalid(optionsKind, FieldError.notSupported("dryRun", value, List.of("All")));
      }
    }
    return !values.isEmpty();
  }

  private static FieldValidation fieldValidation(QueryParameters query, String optionsKind) {
    String text = query.text("fieldValidation");
    return switch (text) {
      case "", "Warn" -> FieldValidation.WARN;
      case "Ignore" -> FieldValidation.IGNORE;
      case "Strict" -> FieldValidation.STRICT;
      default ->
          throw invalid(
              optionsKind,
              FieldError.notSupported(
                  "fieldValidation", text, List.of("Ignore", "Strict", "Warn")));
    };
  }

  /** CRUD-02. */
  private static void checkFieldManager(String manager, String optionsKind) {
    if (manager.length() > FIELD_MANAGER_LENGTH_MAX) {
      throw invalid(optionsKind, FieldError.tooLong("fieldManager", FIELD_MANAGER_LENGTH_MAX));
    }
    if (manager.chars().anyMatch(character -> Character.isISOControl(character))) {
      throw invalid(
          optionsKind,
          FieldError.invalid("fieldManager", manager, "should only contain printable characters"));
    }
  }

  static StatusException invalid(String optionsKind, FieldError error) {
    return new StatusException(
        Status.invalid(new GroupKind(META_GROUP, optionsKind), "", List.of(error)));
  }

  static DeleteOptions delete(QueryParameters query) {
    Long grace =
        query.text("gracePeriodSeconds").isEmpty()
            ? null
            : Long.valueOf(ListParameters.number(query, "gracePeriodSeconds"));
    Boolean orphan = query.has("orphanDependents") ? query.isTrue("orphanDependents") : null;
    return new DeleteOptions(
        grace,
        "",
        "",
        propagation(query.text("propagationPolicy"), orphan),
        isDryRun(query.all("dryRun"), "DeleteOptions"));
  }

  /** A body replaces the query completely (CRUD-06). */
  static DeleteOptions delete(Manifest body) {
    String kind = body.kind();
    if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
      throw new StatusException(
          Status.badRequest("expected DeleteOptions in the body of a delete, found " + kind));
    }
    return new DeleteOptions(
        body.integer("gracePeriodSeconds"),
        body.textOrEmpty("preconditions", "uid"),
        body.textOrEmpty("preconditions", "resourceVersion"),
        propagation(body.textOrEmpty("propagationPolicy"), body.bool("orphanDependents")),
        isDryRun(body.texts("dryRun"), "DeleteOptions"));
  }

  /** DEL-10: for one object the option says nothing, for a collection it is refused. */
  static void refuseUnsafe(boolean wished) {
    if (wished) {
      throw invalid(
          "DeleteOptions",
          FieldError.invalid(
              UNSAFE,
              "true",
              "is not allowed with DELETECOLLECTION, try again after removing the option"));
    }
  }

  private static @Nullable Propagation propagation(String policy, @Nullable Boolean orphan) {
    if (orphan != null && !policy.isEmpty()) {
      throw invalid(
          "DeleteOptions",
          FieldError.invalid(
              "propagationPolicy",
              policy,
              "orphanDependents and deletionPropagation cannot be both set"));
    }
    if (orphan != null) {
      return orphan ? Propagation.ORPHAN : Propagation.BACKGROUND;
    }
    return switch (policy) {
      case "" -> null;
      case "Background" -> Propagation.BACKGROUND;
      case "Foreground" -> Propagation.FOREGROUND;
      case "Orphan" -> Propagation.ORPHAN;
      default ->
          throw invalid(
              "DeleteOptions",
              FieldError.notSupported(
                  "propagationPolicy", policy, List.of("Foreground", "Background", "Orphan")));
    };
  }

  static ObjectSelector selector(ResourceType type, ListParameters parameters, String pinnedName) {
    LabelSelector labels =
        parameters.labelSelector().isEmpty()
            ? LabelSelector.everything()
            : LabelSelector.parse(parameters.labelSelector());
    String fields = parameters.fieldSelector();
    if (!pinnedName.isEmpty()) {
      String pin = "metadata.name=" + pinnedName;
      fields = fields.isEmpty() ? pin : fields + "," + pin;
    }
    FieldSelector parsed =
        fields.isEmpty() ? FieldSelector.everything() : FieldSelector.parse(fields);
    return ObjectSelector.of(type, labels, parsed);
  }

  /**
   * Frames of a WebSocket are texts. Who asks for no protobuf is not looked up: the table of its
   * messages is large, and read when it is needed first.
   */
  private static AcceptHeader.Offer offer(ResourceCall call, AcceptHeader.Target target) {
    if (target == AcceptHeader.Target.WATCH
        && "websocket".equalsIgnoreCase(call.request().headers().first("Upgrade"))) {
      return AcceptHeader.Offer.TEXTS;
    }
    String accept = call.request().headers().first("Accept");
    boolean asksForProtobuf =
        accept != null && accept.toLowerCase(Locale.ROOT).contains("protobuf");
    return asksForProtobuf && Manifest.hasProtobuf(call.type().apiVersion(), call.type().kind())
        ? AcceptHeader.Offer.ALL
        : AcceptHeader.Offer.NO_PROTOBUF;
  }

  static ObjectViews views(
      ResourceCall call, AcceptHeader.Target target, LongSupplier epochSeconds) {
    Representation representation =
        AcceptHeader.choose(call.request().headers().first("Accept"), target, offer(call, target));
    String include = call.request().query().text("includeObject");
    IncludeObject includeObject =
        switch (include) {
          case "", "Metadata" -> IncludeObject.METADATA;
          case "Object" -> IncludeObject.OBJECT;
          case "None" -> IncludeObject.NONE;
          default ->
              throw new StatusException(
                  Status.badRequest("unrecognized includeObject value: \"" + include + "\""));
        };
    return new ObjectViews(
        call.type(), representation, Objects.requireNonNull(includeObject), epochSeconds);
  }
}
