package io.binnacle.apiserver.storage;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.KeyRange;

/** Where objects lie in the store: below {@code /registry/}, as kube-apiserver lays them out. */
public final class StorageKey {
  private static final String ROOT = "/registry/";

  private StorageKey() {}

  public static Bytes of(ResourceType type, ObjectKey key) {
    String prefix = prefix(type);
    return Bytes.ofUtf8(
        type.namespaced() ? prefix + key.namespace() + "/" + key.name() : prefix + key.name());
  }

  /** All objects of the type, or those of one namespace. The slash keeps "a" apart from "ab". */
  public static KeyRange collection(ResourceType type, String namespace) {
    String prefix = prefix(type);
    return KeyRange.prefix(Bytes.ofUtf8(namespace.isEmpty() ? prefix : prefix + namespace + "/"));
  }

  /** A key for something that is no object, in an area of such. */
  public static Bytes ofArea(String area, String name) {
    return Bytes.ofUtf8(ROOT + area + "/" + name);
  }

  public static KeyRange area(String area) {
    return KeyRange.prefix(ofArea(area, ""));
  }

  /** The part of a key behind its area. */
  public static String inArea(String area, Bytes key) {
    return key.toUtf8().substring(ROOT.length() + area.length() + 1);
  }

  /** A key for something that is no object, such as a claimed address. */
  public static Bytes ofClaim(String area, String name) {
    return Bytes.ofUtf8(ROOT + "ranges/" + area + "/" + name);
  }

  public static KeyRange claims(String area) {
    return KeyRange.prefix(Bytes.ofUtf8(ROOT + "ranges/" + area + "/"));
  }

  /** The part of a key behind the prefix of its type: {@code namespace/name} or {@code name}. */
  public static String relative(ResourceType type, Bytes key) {
    int prefixLength = prefixLength(type);
    return key.slice(prefixLength, key.length() - prefixLength).toUtf8();
  }

  /** Whether the key names an object of the type and not something deeper below its prefix. */
  public static boolean isObjectOf(ResourceType type, Bytes key) {
    String relative = relative(type, key);
    int slash = relative.indexOf('/');
    return type.namespaced() ? slash > 0 && relative.indexOf('/', slash + 1) < 0 : slash < 0;
  }

  public static ObjectKey objectKey(ResourceType type, Bytes key) {
    String relative = relative(type, key);
    int slash = relative.indexOf('/');
    return slash < 0
        ? new ObjectKey("", relative)
        : new ObjectKey(relative.substring(0, slash), relative.substring(slash + 1));
  }

  /** The key at which a list goes on, from the relative form that a continue token carries. */
  public static Bytes ofRelative(ResourceType type, String relative) {
    return Bytes.ofUtf8(prefix(type) + relative);
  }

  private static String prefix(ResourceType type) {
    return ROOT + type.storagePrefix() + "/";
  }

  private static int prefixLength(ResourceType type) {
    // Prefixes are ASCII by definition, so characters are bytes.
    return ROOT.length() + type.storagePrefix().length() + 1;
  }
}
