package io.binnacle.manifests.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.GroupVersionResource;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeCatalogueTest {
  private static ResourceType widget(String version) {
    return ResourceType.builder(
            new GroupVersionResource("example.com", version, "widgets"), "Widget")
        .lazySchema(
            () -> {
              throw new IllegalStateException("nobody needs the schema");
            })
        .build();
  }

  /**
   * DISC-12: types come and go while the server runs, and readers of the old catalogue see no
   * change.
   */
  @Test
  void addingATypeMakesAnotherCatalogue() {
    TypeCatalogue before = TypeCatalogue.of(List.of(), new LinkedHashMap<>());
    ResourceType widget = widget("v1");

    TypeCatalogue with = before.with(List.of(widget, widget("v1alpha1")));
    TypeCatalogue without = with.without(List.of(widget.resource()));

    assertThat(before.all()).isEmpty();
    assertThat(with.find(widget.resource())).isSameAs(widget);
    assertThat(with.findByKind(widget.groupVersionKind())).isSameAs(widget);
    assertThat(with.groups()).hasSize(1);
    assertThat(with.groups().getFirst().preferred().groupVersion()).isEqualTo("example.com/v1");
    assertThat(without.find(widget.resource())).isNull();
    assertThat(without.groups().getFirst().preferred().version()).isEqualTo("v1alpha1");
  }

  @Test
  void aTypeHasTheUsualNamesUnlessItSaysOtherwise() {
    ResourceType widget = widget("v1");

    assertThat(widget.singular()).isEqualTo("widget");
    assertThat(widget.listKind()).isEqualTo("WidgetList");
    assertThat(widget.storagePrefix()).isEqualTo("example.com/widgets");
    assertThat(widget.stored()).isTrue();
    assertThat(widget.hasStatus()).isFalse();
  }
}
