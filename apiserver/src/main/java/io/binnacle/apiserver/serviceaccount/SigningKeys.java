package io.binnacle.apiserver.serviceaccount;

import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.status.StatusReason;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import io.binnacle.store.Revision;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The one key of the cluster, in a Secret of kube-system: whoever may read that is an administrator
 * anyway. It is made when the first token is wanted, by whichever replica is asked for it.
 */
public final class SigningKeys {
  private static final GroupVersionResource SECRETS = new GroupVersionResource("", "v1", "secrets");
  private static final ObjectKey KEY = new ObjectKey("kube-system", "binnacle-service-account-key");

  private final ResourceRegistry registry;
  private final SecureRandom random;
  private final AtomicReference<@Nullable Known> cached = new AtomicReference<>();

  private record Known(Revision revision, SigningKey key) {}

  public SigningKeys(ResourceRegistry registry, SecureRandom random) {
    this.registry = registry;
    this.random = random;
  }

  /** The key as this replica knows it, without waiting; null where it does not know one. */
  @Nullable SigningKey known() {
    StoredObject secret = ObjectStorage.find(registry.storage().localView(), secrets(), KEY);
    return secret == null ? null : read(secret);
  }

  /** The key, made if there is none. */
  Mono<SigningKey> ensure() {
    return stored()
        .onErrorResume(
            failure -> hasReason(failure, StatusReason.NOT_FOUND),
            _ ->
                registry
                    .create(secrets(), KEY.namespace(), newSecret(), WriteOptions.PLAIN)
                    .then(stored())
                    // Another replica may be faster.
                    .onErrorResume(
                        failure -> hasReason(failure, StatusReason.ALREADY_EXISTS), _ -> stored()));
  }

  private Mono<SigningKey> stored() {
    return Mono.defer(() -> registry.get(secrets(), KEY, new Freshness.Linearizable()))
        .map(
            secret -> {
              SigningKey key = read(secret);
              if (key == null) {
                throw new StatusException(
                    Status.internalError("the Secret " + KEY + " holds no key for tokens"));
              }
              return key;
            });
  }

  private static boolean hasReason(Throwable failure, StatusReason reason) {
    return failure instanceof StatusException expected && expected.status().reason() == reason;
  }

  private @Nullable SigningKey read(StoredObject secret) {
    Known known = cached.get();
    if (known != null && known.revision().equals(secret.revision())) {
      return known.key();
    }
    Manifest manifest = secret.manifest();
    try {
      SigningKey key =
          SigningKey.ofBase64(
              manifest.textOrEmpty("data", "private"), manifest.textOrEmpty("data", "public"));
      cached.set(new Known(secret.revision(), key));
      return key;
    } catch (GeneralSecurityException notAKey) {
      return null;
    }
  }

  private Manifest newSecret() {
    SigningKey key = SigningKey.generate(random);
    return Manifest.empty()
        .edit(
            editor ->
                editor
                    .setText("v1", "apiVersion")
                    .setText("Secret", "kind")
                    .setText(KEY.name(), "metadata", "name")
                    .setText(KEY.namespace(), "metadata", "namespace")
                    .setText(key.privateBase64(), "data", "private")
                    .setText(key.publicBase64(), "data", "public"));
  }

  private ResourceType secrets() {
    ResourceType type = registry.catalogue().find(SECRETS);
    if (type == null) {
      throw new IllegalStateException("there are no Secrets");
    }
    return type;
  }
}
