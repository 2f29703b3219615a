package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.negotiation.BodyDecoder;
import io.binnacle.apiserver.negotiation.EncodedObjects;
import io.binnacle.apiserver.negotiation.ErrorForm;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.listing.ExpiredListException;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.strategy.VirtualResource;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.reply.ReplyWriter;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.DeprecatedApis;
import io.binnacle.apiserver.request.RequestInfo;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.apiserver.request.Verb;
import io.binnacle.apiserver.stream.WatchStreams;
import io.binnacle.apiserver.subresource.ConnectedSubresource;
import io.binnacle.apiserver.subresource.PostedSubresource;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.type.ApiGroup;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.Subresource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** All resource URLs: finds the type and the handler of the verb. The reply never fails. */
public final class ResourceEndpoints {
  private final ResourceRegistry registry;
  private final GetHandler get;
  private final ListHandler list;
  private final WatchHandler watch;
  private final CreateHandler create;
  private final UpdateHandler update;
  private final PatchHandler patch;
  private final DeleteHandler delete;
  private final ScaleHandler scale;
  private final Answers answers;

  /**
   * What the endpoints are built with.
   *
   * @param answers what is answered instead of stored
   * @param decodeLimits of request bodies
   * @param epochSeconds the clock, for the ages in Tables
   * @param random spreads the ends of watches
   */
  public record Setup(
      ResourceRegistry registry,
      WatchStreams streams,
      Answers answers,
      DecodeLimits decodeLimits,
      LongSupplier epochSeconds,
      RandomGenerator random) {}

  /**
   * What is answered instead of stored.
   *
   * @param virtual kinds that are answered when they are created
   * @param posted by resource and subresource, with a slash between them
   * @param connected likewise
   * @param computed kinds whose objects are made when somebody reads them
   */
  public record Answers(
      Map<GroupVersionResource, VirtualResource> virtual,
      Map<String, PostedSubresource> posted,
      Map<String, ConnectedSubresource> connected,
      Map<GroupVersionResource, Supplier<List<Manifest>>> computed) {
    public Answers {
      virtual = Collections.unmodifiableMap(new LinkedHashMap<>(virtual));
      posted = Collections.unmodifiableMap(new LinkedHashMap<>(posted));
      connected = Collections.unmodifiableMap(new LinkedHashMap<>(connected));
      computed = Collections.unmodifiableMap(new LinkedHashMap<>(computed));
    }
  }

  /**
   * @param authorizer is asked again where an update or an apply is about to create
   */
  public ResourceEndpoints(Setup setup, Authorizer authorizer) {
    this.registry = setup.registry();
    this.answers = setup.answers();
    LongSupplier clock = setup.epochSeconds();
    BodyDecoder decoder = new BodyDecoder(setup.decodeLimits());
    this.get = new GetHandler(registry, answers.computed(), clock);
    EncodedObjects encoded = new EncodedObjects(EncodedObjects.standardBytesMax());
    this.list = new ListHandler(registry, encoded, answers.computed(), clock);
    this.watch = new WatchHandler(registry, setup.streams(), clock, setup.random());
    this.create = new CreateHandler(registry, decoder, setup.answers().virtual(), clock);
    this.update = new UpdateHandler(registry, decoder, authorizer, clock);
    this.patch = new PatchHandler(registry, authorizer, setup.decodeLimits(), clock);
    this.delete = new DeleteHandler(registry, decoder, encoded, clock);
    this.scale = new ScaleHandler(registry, decoder, setup.decodeLimits(), clock);
  }

  /** Answers a resource request that is authorized. */
  public Mono<ApiReply> handle(ApiRequest request, RequestInfo info, UserInfo user) {
    return Mono.defer(() -> dispatch(request, info, user))
        .onErrorResume(
            ExpiredListException.class,
            expired -> Mono.just(ReplyWriter.expiredList(expired.status(), expired.freshToken())))
        .onErrorResume(failure -> Mono.just(ReplyWriter.failure(failure)))
        .map(reply -> ErrorForm.of(request.headers(), withDeprecation(info, reply)));
  }

  private static ApiReply withDeprecation(RequestInfo info, ApiReply reply) {
    String warning = DeprecatedApis.warning(info.group(), info.version(), info.resource());
    return warning == null ? reply : ReplyWriter.withWarnings(reply, List.of(warning));
  }

  private Mono<ApiReply> dispatch(ApiRequest request, RequestInfo info, UserInfo user) {
    ResourceType type =
        registry
            .catalogue()
            .find(new GroupVersionResource(info.group(), info.version(), info.resource()));
    if (type == null) {
      return Mono.just(
          knowsGroup(info.group())
              ? ReplyWriter.status(Status.pathNotFound())
              : Replies.pageNotFound());
    }
    boolean isProxied = info.subresource().equals("proxy");
    if ((info.parts().size() > 3 && !isProxied) || !isInScope(type, info)) {
      return Mono.just(Replies.pageNotFound());
    }
    String malformed = malformedSegment(info);
    if (malformed != null) {
      return Mono.just(ReplyWriter.status(Status.badRequest(malformed)));
    }
    ResourceCall call = new ResourceCall(request, info, type, user);
    return info.subresource().isEmpty() ? main(call) : sub(call);
  }

  private boolean knowsGroup(String group) {
    return registry.catalogue().groups().stream().map(ApiGroup::name).anyMatch(group::equals);
  }

  /** Objects of the cluster have no namespace in their URL, named objects of one have (URL-12). */
  private static boolean isInScope(ResourceType type, RequestInfo info) {
    boolean isNamespace = type.group().isEmpty() && type.plural().equals("namespaces");
    if (!type.namespaced()) {
      return info.namespace().isEmpty() || isNamespace;
    }
    return !info.namespace().isEmpty() || !info.namesObject();
  }

  private static @Nullable String malformedSegment(RequestInfo info) {
    for (String segment : new String[] {info.namespace(), info.name()}) {
      if (!segment.isEmpty() && !NameRules.pathSegment(segment).isEmpty()) {
        return "invalid name in the request URL: " + NameRules.pathSegment(segment).getFirst();
      }
    }
    return null;
  }

  private Mono<ApiReply> main(ResourceCall call) {
    Verb verb = call.info().verb();
    boolean acrossNamespaces = call.type().namespaced() && call.info().namespace().isEmpty();
    boolean reads = verb == Verb.LIST || verb == Verb.WATCH;
    boolean namesTooMuch = verb == Verb.CREATE && call.info().namesObject();
    if (!call.type().supports(verb.text()) || (acrossNamespaces && !reads) || namesTooMuch) {
      return Mono.just(ReplyWriter.status(Status.methodNotAllowed()));
    }
    return switch (verb) {
      case GET -> get.handle(call);
      case LIST -> list.handle(call);
      case WATCH -> watch.handle(call);
      case CREATE -> create.handle(call);
      case UPDATE ->
          call.info().namesObject() ? update.handle(call, UpdateWish.Part.MAIN) : notAllowed();
      case PATCH ->
          call.info().namesObject() ? patch.handle(call, UpdateWish.Part.MAIN) : notAllowed();
      case DELETE -> delete.one(call);
      case DELETECOLLECTION -> delete.collection(call);
      case POST, PUT, HEAD, OPTIONS, OTHER -> notAllowed();
    };
  }

  private Mono<ApiReply> sub(ResourceCall call) {
    Subresource subresource = call.type().subresource(call.info().subresource());
    if (subresource == null) {
      return Mono.just(ReplyWriter.status(Status.pathNotFound()));
    }
    Verb verb = call.info().verb();
    if (!subresource.verbs().contains(verb.text())) {
      return notAllowed();
    }
    return switch (subresource.name()) {
      case "status" -> part(call, verb, UpdateWish.Part.STATUS);
      case "approval" -> part(call, verb, UpdateWish.Part.APPROVAL);
      case "ephemeralcontainers" -> part(call, verb, UpdateWish.Part.EPHEMERAL_CONTAINERS);
      case "resize" -> part(call, verb, UpdateWish.Part.RESIZE);
      case "scale" -> scale(call, verb, subresource);
      case "finalize" ->
          verb == Verb.UPDATE ? update.handle(call, UpdateWish.Part.FINALIZE) : notAllowed();
      default -> action(call, subresource);
    };
  }

  private Mono<ApiReply> action(ResourceCall call, Subresource subresource) {
    String name = call.type().plural() + "/" + subresource.name();
    PostedSubresource posted = answers.posted().get(name);
    if (posted != null) {
      return create.post(call, subresource, posted);
    }
    ConnectedSubresource connected = answers.connected().get(name);
    return connected == null ? notAllowed() : connected.connect(call.key(), call.request().query());
  }

  private Mono<ApiReply> part(ResourceCall call, Verb verb, UpdateWish.Part part) {
    if (verb == Verb.GET) {
      return get.handle(call);
    }
    if (verb == Verb.UPDATE) {
      return update.handle(call, part);
    }
    return verb == Verb.PATCH ? patch.handle(call, part) : notAllowed();
  }

  private Mono<ApiReply> scale(ResourceCall call, Verb verb, Subresource subresource) {
    if (verb == Verb.GET) {
      return scale.get(call, subresource);
    }
    if (verb == Verb.UPDATE) {
      return scale.put(call, subresource);
    }
    return verb == Verb.PATCH ? scale.patch(call, subresource) : notAllowed();
  }

  private static Mono<ApiReply> notAllowed() {
    return Mono.just(ReplyWriter.status(Status.methodNotAllowed()));
  }
}
