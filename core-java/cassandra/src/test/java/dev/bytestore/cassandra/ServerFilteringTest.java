package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When listings let the server filter keys. */
class ServerFilteringTest {

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // runs over
  private final ServerFiltering filtering = new ServerFiltering(clock::get);

  private static InvalidQueryException invalid(String message) {
    return new InvalidQueryException(null, message);
  }

  @Test
  void aServerThatRefusedIsAskedAgainAfterTenMinutes() {
    assertThat(filtering.isWorthTrying()).isTrue();

    filtering.refused(invalid("no"));
    clock.addAndGet(ServerFiltering.PAUSE.toNanos() - 1);
    filtering.accepted(); // a response to a request that was sent before
    assertThat(filtering.isWorthTrying()).isFalse();

    clock.incrementAndGet();
    assertThat(filtering.isWorthTrying()).isTrue();
    filtering.refused(invalid("no"));
    assertThat(filtering.isWorthTrying()).isFalse();

    clock.addAndGet(ServerFiltering.PAUSE.toNanos());
    filtering.accepted();
    clock.addAndGet(-ServerFiltering.PAUSE.toNanos());
    assertThat(filtering.isWorthTrying()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Guardrail allow_filtering violated: Querying with ALLOW FILTERING is not allowed",
        "Columns \"row_id\" cannot be restricted by both a normal relation and a token relation",
        "Only EQ and IN relation are supported on the partition key (unless you use the token()"
            + " function)",
      })
  void theMessagesOfServersThatRefuseToFilterAreRefusals(String message) {
    assertThat(ServerFiltering.isRefusal(invalid(message))).isTrue();
    assertThat(ServerFiltering.isRefusal(new IllegalStateException(message))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unconfigured table store",
        "unconfigured table filtering",
        "table allow_filtering does not exist",
        "keyspace token does not exist",
        "Undefined column name row_id in table k.t",
      })
  void anyOtherInvalidQueryIsNotARefusal(String message) {
    assertThat(ServerFiltering.isRefusal(invalid(message))).isFalse();
    assertThat(ServerFiltering.mayBeRefusal(invalid(message))).isTrue();
  }

  @Test
  void aSyntaxErrorIsARefusal() {
    assertThat(ServerFiltering.isRefusal(new SyntaxError(null, "line 1:9"))).isTrue();
    assertThat(ServerFiltering.isRefusal(invalid(null))).isFalse();
  }
}
