package dev.bytestore.astra;

import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.LlmCache;
import dev.bytestore.testing.ByteStoreArgumentsContract;
import dev.bytestore.testing.ByteStoreConcurrencyContract;
import dev.bytestore.testing.ByteStoreContract;
import dev.bytestore.testing.ByteStoreExpiryContract;
import dev.bytestore.testing.ByteStoreListenerContract;
import dev.bytestore.testing.ByteStoreListingContract;
import dev.bytestore.testing.ByteStoreWalkContract;
import dev.bytestore.testing.DocumentsView;
import dev.bytestore.testing.LlmCacheContract;
import dev.bytestore.testing.LlmCacheGetOrPutContract;
import dev.bytestore.testing.dataapi.DataApiServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contract suites over HTTP, to the stand-in or to a real server. */
class AstraContractTest {

  private static final int LONGEST_KEY = 8_000;

  private static ByteStore emptyStore() {
    ByteStore store =
        AstraDbByteStore.builder(TestDataApi.shared()).collection("contract_store").build();
    TestDataApi.empty("contract_store");
    return store;
  }

  @Nested
  class Contract extends ByteStoreContract {
    @Override
    protected ByteStore newStore() {
      return emptyStore();
    }

    @Override
    protected int longestKey() {
      return LONGEST_KEY;
    }
  }

  @Nested
  class Concurrency extends ByteStoreConcurrencyContract {
    @Override
    protected ByteStore newStore() {
      return emptyStore();
    }
  }

  @Nested
  class Listing extends ByteStoreListingContract {
    @Override
    protected ByteStore newStore() {
      return emptyStore();
    }
  }

  @Nested
  class ListingInPagesOf50 extends ByteStoreListingContract {

    private static DataApiServer server;

    @BeforeAll
    static void start() {
      server = DataApiServer.builder().pageSize(50).start();
    }

    @AfterAll
    static void stop() {
      server.close();
    }

    @Override
    protected ByteStore newStore() {
      return AstraDbByteStore.builder(TestDataApi.connection(server).build())
          .collection("contract_store")
          .preDeleteCollection(true)
          .maxRequestsInFlight(3)
          .build();
    }
  }

  @Nested
  class Listener extends ByteStoreListenerContract {
    @Override
    protected ByteStore newStore(ByteStoreListener listener) {
      ByteStore store =
          AstraDbByteStore.builder(TestDataApi.shared())
              .collection("contract_store")
              .listener(listener)
              .build();
      TestDataApi.empty("contract_store");
      return store;
    }
  }

  @Nested
  class Walk extends ByteStoreWalkContract {
    @Override
    protected ByteStore newStore() {
      return emptyStore();
    }
  }

  @Nested
  class Arguments extends ByteStoreArgumentsContract {
    @Override
    protected ByteStore newStore() {
      return emptyStore();
    }

    @Override
    protected int longestKey() {
      return LONGEST_KEY;
    }
  }

  @Nested
  class Expiry extends ByteStoreExpiryContract {
    @Override
    protected ByteStore newStore() {
      return emptyStore();
    }

    @Override
    protected boolean letsEntriesExpire() {
      return false;
    }
  }

  @Nested
  class Documents extends ByteStoreContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(emptyStore());
    }

    @Override
    protected int longestKey() {
      return LONGEST_KEY;
    }
  }

  @Nested
  class ConcurrentDocuments extends ByteStoreConcurrencyContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(emptyStore());
    }
  }

  @Nested
  class DocumentArguments extends ByteStoreArgumentsContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(emptyStore());
    }

    @Override
    protected int longestKey() {
      return LONGEST_KEY;
    }
  }

  @Nested
  class ExpiringDocuments extends ByteStoreExpiryContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(emptyStore());
    }

    @Override
    protected boolean letsEntriesExpire() {
      return false;
    }
  }

  private static LlmCache emptyCache() {
    LlmCache cache =
        AstraDbLlmCache.builder(TestDataApi.shared())
            .collection("contract_cache")
            .unindexed(true)
            .build();
    TestDataApi.empty("contract_cache");
    return cache;
  }

  @Nested
  class Llm extends LlmCacheContract {
    @Override
    protected LlmCache newCache() {
      return emptyCache();
    }

    @Override
    protected boolean letsEntriesExpire() {
      return false;
    }
  }

  @Nested
  class GetOrPut extends LlmCacheGetOrPutContract {
    @Override
    protected LlmCache newCache() {
      return emptyCache();
    }

    @Override
    protected boolean letsEntriesExpire() {
      return false;
    }
  }
}
