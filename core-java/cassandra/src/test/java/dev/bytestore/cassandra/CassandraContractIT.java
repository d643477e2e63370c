package dev.bytestore.cassandra;

import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.testing.ByteStoreArgumentsContract;
import dev.bytestore.testing.ByteStoreConcurrencyContract;
import dev.bytestore.testing.ByteStoreContract;
import dev.bytestore.testing.ByteStoreExpiryContract;
import dev.bytestore.testing.ByteStoreListenerContract;
import dev.bytestore.testing.ByteStoreListingContract;
import dev.bytestore.testing.ByteStoreWalkContract;
import dev.bytestore.testing.DocumentsView;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;

/** The contract suites, run against a real Cassandra. */
class CassandraContractIT {

  private static final String KEYSPACE = TestCassandra.newKeyspace();

  private static ByteStore empty(UnaryOperator<CassandraByteStore.Builder> options) {
    ByteStore store =
        options
            .apply(
                CassandraByteStore.builder(TestCassandra.session())
                    .keyspace(KEYSPACE)
                    .table("contract")
                    .requestTimeout(Duration.ofMinutes(1))) // for a busy machine
            .build();
    TestCassandra.session().execute("TRUNCATE %s.contract".formatted(KEYSPACE));
    return store;
  }

  @Nested
  class Contract extends ByteStoreContract {
    @Override
    protected ByteStore newStore() {
      return empty(builder -> builder);
    }
  }

  @Nested
  class Concurrency extends ByteStoreConcurrencyContract {
    @Override
    protected ByteStore newStore() {
      return empty(builder -> builder);
    }
  }

  @Nested
  class Listing extends ByteStoreListingContract {
    @Override
    protected ByteStore newStore() {
      return empty(builder -> builder.pageSize(1_000));
    }
  }

  @Nested
  class ListingInTinyPages extends ByteStoreListingContract {
    @Override
    protected ByteStore newStore() {
      return empty(builder -> builder.pageSize(7).maxRequestsInFlight(3).keysPerRequest(3));
    }
  }

  @Nested
  class Listener extends ByteStoreListenerContract {
    @Override
    protected ByteStore newStore(ByteStoreListener listener) {
      return empty(builder -> builder.listener(listener).pageSize(1_000));
    }
  }

  @Nested
  class Walk extends ByteStoreWalkContract {
    @Override
    protected ByteStore newStore() {
      return empty(builder -> builder);
    }
  }

  @Nested
  class WalkInTinyPages extends ByteStoreWalkContract {
    @Override
    protected ByteStore newStore() {
      return empty(builder -> builder.pageSize(7).maxRequestsInFlight(3).keysPerRequest(3));
    }
  }

  @Nested
  class Arguments extends ByteStoreArgumentsContract {
    @Override
    protected ByteStore newStore() {
      return empty(builder -> builder);
    }
  }

  @Nested
  class Expiry extends ByteStoreExpiryContract {
    @Override
    protected ByteStore newStore() {
      return empty(builder -> builder);
    }
  }

  @Nested
  class Documents extends ByteStoreContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(empty(builder -> builder));
    }
  }

  @Nested
  class ConcurrentDocuments extends ByteStoreConcurrencyContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(empty(builder -> builder));
    }
  }

  @Nested
  class DocumentArguments extends ByteStoreArgumentsContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(empty(builder -> builder));
    }
  }

  @Nested
  class ExpiringDocuments extends ByteStoreExpiryContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(empty(builder -> builder));
    }
  }
}
