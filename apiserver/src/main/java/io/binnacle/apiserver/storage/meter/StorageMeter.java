package io.binnacle.apiserver.storage.meter;

import io.binnacle.manifests.status.GroupResource;

/** Who counts what is asked of the store. Called by many threads. */
public interface StorageMeter {
  /** The words that etcd's clients have for it. */
  enum Operation {
    GET,
    LIST,
    CREATE,
    UPDATE,
    DELETE
  }

  /**
   * Something is asked of the store now.
   *
   * @param about the objects, or what else lies in an area of the store
   */
  Request begin(Operation operation, GroupResource about);

  /**
   * A list was walked to its end.
   *
   * @param fetched versions that were looked at
   * @param evaluated those that are objects of the type, and so were held against the selector
   * @param returned those that match
   */
  void listed(GroupResource about, long fetched, long evaluated, long returned);

  /** One request to the store on its way. */
  @FunctionalInterface
  interface Request {
    /**
     * The store has answered.
     *
     * @param done false where it refused, or cannot say what became of it; a conflict is an answer
     */
    void end(boolean done);
  }

  /** For those who do not count. */
  static StorageMeter none() {
    return None.INSTANCE;
  }

  /** Counts nothing. */
  enum None implements StorageMeter {
    INSTANCE;

    @Override
    public Request begin(Operation operation, GroupResource about) {
      return _ -> {};
    }

    @Override
    public void listed(GroupResource about, long fetched, long evaluated, long returned) {}
  }
}
