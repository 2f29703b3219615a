package io.binnacle.bench.commits.load;

import java.io.IOException;

/** Members that were started, and can be loaded. */
public interface Group extends AutoCloseable {
  Outcome run(Load load) throws IOException, InterruptedException;

  @Override
  void close();
}
