package io.binnacle.bench.commits;

/** Who was loaded, and how. */
enum Form {
  IN_PROCESS("Binnacle, all members and the proposers in one process"),
  PROCESSES("Binnacle, a process for each member, clients over gRPC"),
  ETCD("etcd, a process for each member, the same clients");

  private final String title;

  Form(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
