package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointTest {

  private static final String ID = "01234567-89ab-cdef-0123-456789abcdef";

  @ParameterizedTest
  @CsvSource({
    ".apps.astra.datastax.com, PROD",
    ".apps.astra-dev.datastax.com, DEV",
    ".apps.astra-test.datastax.com, TEST",
    ".apps.astra-other.datastax.com, OTHER",
    ".apps.astra.datastax.com.example, OTHER",
  })
  void theEnvironmentIsToldByTheEndpoint(String domain, AstraDbEnvironment expected) {
    String endpoint = "https://" + ID + "-us-east1" + domain;

    assertThat(Endpoint.of(endpoint, null).environment()).isEqualTo(expected);
    assertThat(Endpoint.of(endpoint + "/", null).uri()).hasToString(endpoint);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8181",
    "https://data.example",
    "http://127.0.0.1",
    "http://[::1]:1"
  })
  void anyOtherEndpointIsAnotherEnvironmentUnlessItIsNamed(String endpoint) {
    assertThat(Endpoint.of(endpoint, null).environment()).isEqualTo(AstraDbEnvironment.OTHER);
    assertThat(Endpoint.of(endpoint, AstraDbEnvironment.HCD).environment())
        .isEqualTo(AstraDbEnvironment.HCD);
    assertThat(Endpoint.of(endpoint, AstraDbEnvironment.PROD).environment())
        .isEqualTo(AstraDbEnvironment.PROD);
  }

  @ParameterizedTest
  @EnumSource(names = {"DEV", "TEST"})
  void anEnvironmentOfAstraThatIsNotTheEndpointsIsRefused(AstraDbEnvironment named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.of("https://" + ID + "-eu-west1.apps.astra.datastax.com", named))
        .withMessageContainingAll("environment", named.name(), "PROD");
  }

  @ParameterizedTest
  @CsvSource({
    "'', start with https",
    "localhost, start with https",
    "localhost:8181, start with https",
    "ftp://host, start with https",
    "https://, has no host",
    "https://a b, not a URL",
    "http://host:port, has no host",
    "https://host/api/json/v1, basePath",
    "https://host?token=secret, basePath",
    "http://host:0, port",
    "https://host:65536, port",
    "https://user:secret@host, credentials",
    "https://sec ret:secret@host, not a URL",
  })
  void anEndpointThatIsNoneIsRefusedWithoutBeingQuoted(String endpoint, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AstraDbConnection.builder(endpoint))
        .withMessageContainingAll("endpoint", reason, "https://host")
        .withMessageNotContaining("secret")
        .withNoCause();
  }

  @Test
  void blanksAroundAnEndpointAreOfNoAccount() {
    assertThat(Endpoint.of(" http://localhost:8181/ ", null).uri())
        .hasToString("http://localhost:8181");
  }
}
