package io.binnacle.apiserver.registry.service;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules.NameRule;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.GroupKind;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Services: addresses and node ports are claimed before the object is written (DEF-41, DEF-42). */
public final class ServiceStrategy implements Strategy {
  static final String ADDRESS_AREA = "serviceips";
  static final String PORT_AREA = "servicenodeports";

  private static final GroupKind SERVICE = new GroupKind("", "Service");

  private final AddressRange addresses;
  private final PortRange ports;
  private final Claims addressClaims;
  private final Claims portClaims;
  private final RandomGenerator random;

  /**
   * @param random spreads the addresses and ports that are given out
   */
  public ServiceStrategy(
      ObjectStorage storage, AddressRange addresses, PortRange ports, RandomGenerator random) {
    this.addresses = addresses;
    this.ports = ports;
    this.addressClaims = new Claims(storage, ADDRESS_AREA);
    this.portClaims = new Claims(storage, PORT_AREA);
    this.random = random;
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public Manifest prepareForCreate(Manifest object) {
    return ServiceShape.withSyncedAddresses(ServiceShape.withDefaults(object, addresses.isIpv6()));
  }

  @Override
  public Manifest prepareForUpdate(Manifest updated, Manifest old) {
    Manifest carried = ServiceShape.carriedOver(updated, old);
    return ServiceShape.withSyncedAddresses(ServiceShape.withDefaults(carried, addresses.isIpv6()));
  }

  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    return ServiceShape.validate(object, old);
  }

  @Override
  public boolean answersDeleteWithObject() {
    return true;
  }

  @Override
  public Mono<Manifest> claim(Manifest object, @Nullable Manifest old, boolean dryRun) {
    return claimAddress(object, old, dryRun)
        .flatMap(
            addressed ->
                claimPorts(addressed, old, dryRun)
                    .onErrorResume(
                        StatusException.class,
                        refused ->
                            (dryRun ? Mono.<Void>empty() : release(addressed, old))
                                .then(Mono.error(refused))));
  }

  private Mono<Manifest> claimAddress(Manifest object, @Nullable Manifest old, boolean dryRun) {
    String wanted = ServiceShape.clusterIp(object);
    boolean settled =
        ServiceShape.isExternalName(object)
            || wanted.equals(ServiceShape.HEADLESS)
            || (old != null && !wanted.isEmpty() && wanted.equals(ServiceShape.clusterIp(old)));
    if (settled) {
      return Mono.just(object);
    }
    Claims.Owner owner = Claims.Owner.of(object);
    if (wanted.isEmpty()) {
      return freeAddress(owner, dryRun)
          .map(address -> ServiceShape.withAddress(object, address))
          .switchIfEmpty(
              Mono.error(
                  new StatusException(
                      Status.internalError("failed to allocate a serviceIP: range is full"))));
    }
    if (!addresses.contains(wanted)) {
      return refused(
          object,
          addressError(
              wanted,
              "the provided IP ("
                  + wanted
                  + ") is not in the valid range. The range of valid IPs is "
                  + addresses));
    }
    Mono<Boolean> taken =
        dryRun ? Mono.just(!addressClaims.looksTaken(wanted)) : addressClaims.claim(wanted, owner);
    return taken.flatMap(
        ours ->
            ours
                ? Mono.just(object)
                : refused(object, addressError(wanted, "provided IP is already allocated")));
  }

  private Mono<String> freeAddress(Claims.Owner owner, boolean dryRun) {
    return Mono.defer(
        () -> {
          var candidates = addresses.candidates(random.nextLong());
          return dryRun
              ? Mono.justOrEmpty(firstFree(addressClaims, candidates))
              : addressClaims.claimAny(candidates, owner);
        });
  }

  private static @Nullable String firstFree(Claims claims, Iterator<String> candidates) {
    while (candidates.hasNext()) {
      String candidate = candidates.next();
      if (!claims.looksTaken(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private static FieldError addressError(String address, String why) {
    return FieldError.invalidJson(
        "spec.clusterIPs",
        "[" + FieldError.quote(address) + "]",
        "failed to allocate IP " + address + ": " + why);
  }

  private static <T> Mono<T> refused(Manifest object, FieldError error) {
    return Mono.error(new StatusException(Status.invalid(SERVICE, object.name(), List.of(error))));
  }

  private Mono<Manifest> claimPorts(Manifest object, @Nullable Manifest old, boolean dryRun) {
    if (!ServiceShape.hasNodePorts(object)) {
      return Mono.just(object);
    }
    List<Long> former = old == null ? List.of() : nodePorts(old);
    List<Manifest> items = object.items("spec", "ports");
    return Flux.range(0, items.size())
        .concatMap(index -> claimPort(object, items.get(index), index, former, dryRun))
        .collectList()
        .map(claimed -> object.edit(editor -> editor.setItems(claimed, "spec", "ports")));
  }

  private Mono<Manifest> claimPort(
      Manifest object, Manifest port, int index, List<Long> former, boolean dryRun) {
    long wanted = port.integerOr(0, "nodePort");
    if (former.contains(wanted)) {
      return Mono.just(port);
    }
    Claims.Owner owner = Claims.Owner.of(object);
    if (wanted == 0) {
      var candidates = ports.candidates(random.nextLong());
      Mono<String> free =
          dryRun
              ? Mono.justOrEmpty(firstFree(portClaims, candidates))
              : portClaims.claimAny(candidates, owner);
      return free.map(
              text -> port.edit(editor -> editor.setInteger(Long.parseLong(text), "nodePort")))
          .switchIfEmpty(
              Mono.error(
                  new StatusException(
                      Status.internalError("failed to allocate a nodePort: range is full"))));
    }
    String field = "spec.ports[" + index + "].nodePort";
    if (!ports.contains(wanted)) {
      return refused(
          object,
          FieldError.invalid(
              field,
              wanted,
              "provided port is not in the valid range. The range of valid ports is " + ports));
    }
    String name = Long.toString(wanted);
    Mono<Boolean> taken =
        dryRun ? Mono.just(!portClaims.looksTaken(name)) : portClaims.claim(name, owner);
    return taken.flatMap(
        ours ->
            ours
                ? Mono.just(port)
                : refused(
                    object,
                    FieldError.invalid(field, wanted, "provided port is already allocated")));
  }

  @Override
  public Mono<Void> release(Manifest former, @Nullable Manifest stillThere) {
    Claims.Owner owner = Claims.Owner.of(former);
    Set<String> freedPorts = texts(nodePorts(former));
    Set<String> freedAddresses = new LinkedHashSet<>(claimedAddresses(former));
    if (stillThere != null) {
      freedPorts.removeAll(texts(nodePorts(stillThere)));
      freedAddresses.removeAll(claimedAddresses(stillThere));
    }
    return Flux.fromIterable(freedAddresses)
        .concatMap(address -> addressClaims.release(address, owner))
        .thenMany(Flux.fromIterable(freedPorts).concatMap(port -> portClaims.release(port, owner)))
        .then()
        // What could not be given back now is found by the repair; the write itself is done.
        .onErrorResume(StatusException.class, _ -> Mono.empty());
  }

  static List<String> claimedAddresses(Manifest service) {
    String address = ServiceShape.clusterIp(service);
    return address.isEmpty() || address.equals(ServiceShape.HEADLESS)
        ? List.of()
        : List.of(address);
  }

  static List<Long> nodePorts(Manifest service) {
    List<Long> all = new ArrayList<>();
    for (Manifest port : service.items("spec", "ports")) {
      long number = port.integerOr(0, "nodePort");
      if (number != 0) {
        all.add(number);
      }
    }
    return all;
  }

  private static Set<String> texts(List<Long> numbers) {
    Set<String> texts = new LinkedHashSet<>();
    numbers.forEach(number -> texts.add(Long.toString(number)));
    return texts;
  }

  /** The ports of nodes that Services can have. */
  public record PortRange(int first, int last) {
    public boolean contains(long port) {
      return port >= first && port <= last;
    }

    Iterator<String> candidates(long random) {
      long size = last - first + 1L;
      long start = Math.floorMod(random, size);
      return LongStream.range(0, size)
          .mapToObj(step -> Long.toString(first + (start + step) % size))
          .iterator();
    }

    @Override
    public String toString() {
      return first + "-" + last;
    }
  }
}
