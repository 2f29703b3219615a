package io.binnacle.manifests.type;

import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.convert.VersionConversion;
import io.binnacle.manifests.printing.TableColumn;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.schema.cel.RuleSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One served resource in one version: all that the server knows about it as data. Immutable; the
 * schema of a built-in is read on first use.
 */
public final class ResourceType {
  private final GroupVersionResource resource;
  private final String kind;
  private final String singular;
  private final String listKind;
  private final Scope scope;
  private final List<String> shortNames;
  private final List<String> categories;
  private final List<String> verbs;
  private final List<Subresource> subresources;
  private final String storagePrefix;
  private final @Nullable SharedStorage sharedStorage;
  private final List<TableColumn> columns;
  private final ResourceRules rules;
  private final Supplier<StructuralSchema> schema;

  /** Compiled on first use; two threads that ask at once may both do it, and get the same. */
  private @Nullable RuleSet ruleSet;

  private ResourceType(Builder builder) {
    this.resource = builder.resource;
    this.kind = builder.kind;
    this.singular = builder.singular;
    this.listKind = builder.listKind;
    this.scope = builder.scope;
    this.shortNames = List.copyOf(builder.shortNames);
    this.categories = List.copyOf(builder.categories);
    this.verbs = List.copyOf(builder.verbs);
    this.subresources = List.copyOf(builder.subresources);
    this.storagePrefix = builder.storagePrefix;
    this.sharedStorage = builder.sharedStorage;
    this.columns = List.copyOf(builder.columns);
    this.rules = builder.rules;
    this.schema = Objects.requireNonNull(builder.schema, "a type needs a schema");
  }

  /** Starts a type with the usual names for its kind; everything can be said otherwise. */
  public static Builder builder(GroupVersionResource resource, String kind) {
    return new Builder(resource, kind);
  }

  public GroupVersionResource resource() {
    return resource;
  }

  public String group() {
    return resource.group();
  }

  public String version() {
    return resource.version();
  }

  /** The plural name in URLs. */
  public String plural() {
    return resource.resource();
  }

  public String kind() {
    return kind;
  }

  public GroupVersionKind groupVersionKind() {
    return new GroupVersionKind(resource.group(), resource.version(), kind);
  }

  /** {@code v1}, {@code apps/v1}. */
  public String apiVersion() {
    return groupVersionKind().apiVersion();
  }

  public String singular() {
    return singular;
  }

  public String listKind() {
    return listKind;
  }

  public Scope scope() {
    return scope;
  }

  public boolean namespaced() {
    return scope == Scope.NAMESPACED;
  }

  public List<String> shortNames() {
    return shortNames;
  }

  public List<String> categories() {
    return categories;
  }

  public List<String> verbs() {
    return verbs;
  }

  public boolean supports(String verb) {
    return verbs.contains(verb);
  }

  public List<Subresource> subresources() {
    return subresources;
  }

  public @Nullable Subresource subresource(String name) {
    for (Subresource subresource : subresources) {
      if (subresource.name().equals(name)) {
        return subresource;
      }
    }
    return null;
  }

  /** True where spec and status are written through different URLs. */
  public boolean hasStatus() {
    return subresource("status") != null;
  }

  /**
   * The part of the storage key between {@code /registry/} and the namespace or name; empty where
   * nothing is kept.
   */
  public String storagePrefix() {
    return storagePrefix;
  }

  /** False for reviews and other kinds that are answered and forgotten. */
  public boolean stored() {
    return !storagePrefix.isEmpty();
  }

  /**
   * What stored values call themselves; another than {@link #groupVersionKind} where two versions
   * share objects.
   */
  public GroupVersionKind storageKind() {
    return sharedStorage == null ? groupVersionKind() : sharedStorage.stored().groupVersionKind();
  }

  /** Null where objects are stored as they are served. */
  public @Nullable SharedStorage sharedStorage() {
    return sharedStorage;
  }

  /**
   * Another type, perhaps of another group, that keeps the same objects.
   *
   * @param stored the type in whose form they are stored
   */
  public record SharedStorage(ResourceType stored, VersionConversion conversion) {}

  /** The schema of the whole object, metadata included. */
  public StructuralSchema schema() {
    return schema.get();
  }

  /**
   * What the schema says in CEL, compiled when it is first asked for, which takes milliseconds.
   *
   * @throws IllegalStateException where a rule of ours does not compile
   */
  public RuleSet ruleSet() {
    RuleSet compiled = ruleSet;
    if (compiled == null) {
      compiled = RuleSet.compile(schema());
      if (!compiled.problems().isEmpty()) {
        throw new IllegalStateException("rules of " + this + ": " + compiled.problems());
      }
      ruleSet = compiled;
    }
    return compiled;
  }

  /** What a Table shows, in order. */
  public List<TableColumn> columns() {
    return columns;
  }

  public ResourceRules rules() {
    return rules;
  }

  @Override
  public String toString() {
    return resource.resource() + "." + resource.version() + "." + resource.group();
  }

  /** Collects what a type is made of. */
  public static final class Builder {
    private final GroupVersionResource resource;
    private final String kind;
    private String singular;
    private String listKind;
    private Scope scope = Scope.NAMESPACED;
    private List<String> shortNames = List.of();
    private List<String> categories = List.of();
    private List<String> verbs = List.of();
    private List<Subresource> subresources = List.of();
    private String storagePrefix;
    private @Nullable SharedStorage sharedStorage;
    private List<TableColumn> columns = List.of();
    private ResourceRules rules = ResourceRules.NONE;
    private @Nullable Supplier<StructuralSchema> schema;

    private Builder(GroupVersionResource resource, String kind) {
      this.resource = resource;
      this.kind = kind;
      this.singular = kind.toLowerCase(Locale.ROOT);
      this.listKind = kind + "List";
      this.storagePrefix =
          resource.group().isEmpty()
              ? resource.resource()
              : resource.group() + "/" + resource.resource();
    }

    public Builder singular(String name) {
      this.singular = name;
      return this;
    }

    public Builder listKind(String name) {
      this.listKind = name;
      return this;
    }

    public Builder scope(Scope newScope) {
      this.scope = newScope;
      return this;
    }

    public Builder shortNames(List<String> names) {
      this.shortNames = names;
      return this;
    }

    public Builder categories(List<String> names) {
      this.categories = names;
      return this;
    }

    public Builder verbs(List<String> names) {
      this.verbs = names;
      return this;
    }

    public Builder subresources(List<Subresource> all) {
      this.subresources = all;
      return this;
    }

    /** Empty for kinds that are never kept. */
    public Builder storagePrefix(String prefix) {
      this.storagePrefix = prefix;
      return this;
    }

    /** The objects are those of another type, which is printed as that one. */
    public Builder sharedStorage(SharedStorage shared) {
      this.sharedStorage = shared;
      return storagePrefix(shared.stored().storagePrefix()).columns(shared.stored().columns());
    }

    public Builder columns(List<TableColumn> all) {
      this.columns = all;
      return this;
    }

    public Builder rules(ResourceRules all) {
      this.rules = all;
      return this;
    }

    public Builder schema(StructuralSchema whole) {
      this.schema = () -> whole;
      return this;
    }

    /** A schema that is read when it is first asked for; must answer the same each time. */
    public Builder lazySchema(Supplier<StructuralSchema> whole) {
      this.schema = whole;
      return this;
    }

    public ResourceType build() {
      return new ResourceType(this);
    }
  }
}
