package io.binnacle.apiserver.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apiserver.negotiation.AcceptHeader.Offer;
import io.binnacle.apiserver.negotiation.AcceptHeader.Target;
import io.binnacle.apiserver.negotiation.Representation.Form;
import io.binnacle.apiserver.negotiation.Representation.View;
import io.binnacle.manifests.status.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptHeaderTest {
  private static final String KUBECTL =
      "application/json;as=Table;v=v1;g=meta.k8s.io,"
          + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

  /** NEG-01, NEG-02, NEG-20, NEG-25. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */*                                                         | LIST   | JSON | FULL
          text/html,;,=,*/*                                           | LIST   | JSON | FULL
          application/yaml                                            | OBJECT | YAML | FULL
          application/vnd.kubernetes.protobuf, */*                    | LIST   | PROTOBUF | FULL
          application/json, application/vnd.kubernetes.protobuf       | LIST   | JSON | FULL
          application/vnd.kubernetes.protobuf                         | WATCH  | PROTOBUF | FULL
          application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1;g=meta.k8s.io | LIST | JSON | TABLE
          application/cbor, */*;q=0.9                                 | OBJECT | CBOR | FULL
          application/cbor;as=Table;v=v1;g=meta.k8s.io                | LIST   | CBOR | TABLE
          application/cbor;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io | LIST | CBOR | METADATA
          application/cbor                                            | WATCH  | CBOR | FULL
          application/cbor-seq                                        | WATCH  | CBOR | FULL
          application/cbor-seq, application/json                      | LIST   | JSON | FULL
          application/yaml;q=0.5,application/json                     | OBJECT | JSON | FULL
          application/json;q=0.5,application/yaml                     | OBJECT | YAML | FULL
          application/yaml, application/json                          | WATCH  | JSON | FULL
          application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io | OBJECT | JSON | METADATA
          application/json;as=Unknown;v=v1;g=meta.k8s.io,application/json | LIST | JSON | FULL
          """)
  void theBestClauseThatCanBeServedIsTaken(String accept, Target target, Form form, View view) {
    Representation chosen = AcceptHeader.choose(accept, target, Offer.ALL);
    assertThat(chosen.form()).isEqualTo(form);
    assertThat(chosen.view()).isEqualTo(view);
  }

  /** NEG-10. */
  @Test
  void aTypeWithoutAFormInProtobufGivesOnlyItsMetadataInIt() {
    String protobuf = "application/vnd.kubernetes.protobuf";
    assertThat(
            AcceptHeader.choose(protobuf + ",application/json", Target.LIST, Offer.NO_PROTOBUF)
                .form())
        .isEqualTo(Form.JSON);
    assertThatThrownBy(() -> AcceptHeader.choose(protobuf, Target.LIST, Offer.NO_PROTOBUF))
        .isInstanceOf(StatusException.class);
    Representation metadata =
        AcceptHeader.choose(
            protobuf + ";as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
            Target.LIST,
            Offer.NO_PROTOBUF);
    assertThat(metadata.form()).isEqualTo(Form.PROTOBUF);
    assertThat(metadata.view()).isEqualTo(View.METADATA);
  }

  /** WATCH-05: frames of a WebSocket are texts, whatever the view. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/cbor",
        "application/vnd.kubernetes.protobuf",
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"
      })
  void textFramesHoldNothingBinary(String accept) {
    Representation chosen =
        AcceptHeader.choose(accept + ",application/json", Target.WATCH, Offer.TEXTS);
    assertThat(chosen).isEqualTo(Representation.JSON);
  }

  @Test
  void kubectlGetsATableOfTheFirstVersionItNames() {
    Representation chosen = AcceptHeader.choose(KUBECTL, Target.LIST, Offer.ALL);
    assertThat(chosen.view()).isEqualTo(View.TABLE);
    assertThat(chosen.metaApiVersion()).isEqualTo("meta.k8s.io/v1");
  }

  /** NEG-03, WATCH-04. */
  @ParameterizedTest
  @CsvSource({
    "text/html, LIST",
    "application/yaml, WATCH",
    "application/cbor-seq, OBJECT",
    "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io, OBJECT",
    "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io, LIST",
    "application/json;as=Table;v=v2;g=meta.k8s.io, LIST"
  })
  void whatCannotBeServedIsNotAcceptable(String accept, Target target) {
    assertThatThrownBy(() -> AcceptHeader.choose(accept, target, Offer.ALL))
        .isInstanceOfSatisfying(
            StatusException.class,
            refused -> {
              assertThat(refused.status().code()).isEqualTo(406);
              assertThat(refused.status().message())
                  .startsWith("only the following media types are accepted: application/json");
            });
  }
}
