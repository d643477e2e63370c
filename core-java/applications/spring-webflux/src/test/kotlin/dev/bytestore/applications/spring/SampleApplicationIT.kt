package dev.bytestore.applications.spring

import brave.test.TestSpanHandler
import dev.bytestore.testing.TestCassandra
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.micrometer.tracing.test.autoconfigure.AutoConfigureTracing
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.boot.test.context.TestConfiguration
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Import
import org.springframework.test.context.DynamicPropertyRegistry
import org.springframework.test.context.DynamicPropertySource
import org.springframework.test.web.reactive.server.WebTestClient
import org.springframework.test.web.reactive.server.expectBody

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureTracing
@AutoConfigureWebTestClient(timeout = "60s")
@Import(SampleApplicationIT.Spans::class)
class SampleApplicationIT(
    @Autowired private val http: WebTestClient,
    @Autowired private val spans: TestSpanHandler,
) {

    @Test
    fun `a page is saved and found`() {
        put("/pages/1", "first page")

        assertThat(get("/pages/1")).isEqualTo("first page")
        http.get().uri("/pages/absent").exchange().expectStatus().isNotFound
    }

    @Test
    fun `the model is asked once for equal questions, and a hit is a stream too`() {
        val first = get("/answers?question=How are you?")

        assertThat(first).startsWith("answer")
        assertThat(get("/answers?question=How are you?")).isEqualTo(first)
        assertThat(get("/answers?question=Who are you?")).isNotEqualTo(first)
    }

    @Test
    fun `each store has metrics of its own`() {
        put("/pages/1", "first page")
        get("/pages/1")

        assertThat(get("/actuator/metrics/bytestore.operations?tag=operation:mget&tag=store:pages"))
            .contains("\"COUNT\"")
        assertThat(get("/actuator/metrics/bytestore.requests.limit?tag=store:thumbnails"))
            .contains("\"VALUE\"")
    }

    @Test
    fun `a call of a store is a span in the trace of its request`() {
        put("/pages/1", "first page")
        spans.clear()

        get("/pages/1")

        val call = spans.spans().single { it.name() == "mget pages" }
        assertThat(spans.spans()).anySatisfy {
            assertThat(it.name()).startsWith("http get /pages")
            assertThat(it.traceId()).isEqualTo(call.traceId())
            assertThat(it.id()).isEqualTo(call.parentId())
        }
    }

    @Test
    fun `the health of each store is shown`() {
        assertThat(get("/actuator/health"))
            .contains("\"bytestore\"", "\"pages\"", "\"thumbnails\"", "\"llmCache\"")
    }

    private fun put(path: String, content: String) {
        http.put().uri(path).bodyValue(content.toByteArray()).exchange().expectStatus().isOk
    }

    private fun get(path: String): String =
        http
            .get()
            .uri(path)
            .exchange()
            .expectStatus()
            .isOk
            .expectBody<String>()
            .returnResult()
            .responseBody!!

    @TestConfiguration(proxyBeanMethods = false)
    class Spans {

        @Bean fun spans() = TestSpanHandler()
    }

    companion object {

        @JvmStatic
        @DynamicPropertySource
        fun cassandra(properties: DynamicPropertyRegistry) {
            val server = TestCassandra.server()
            val keyspace = TestCassandra.newKeyspace()
            properties.add("spring.cassandra.contact-points") {
                server.contactPoints().joinToString(",") { "${it.hostString}:${it.port}" }
            }
            properties.add("spring.cassandra.local-datacenter") { server.localDatacenter() }
            properties.add("spring.cassandra.keyspace-name") { keyspace }
            server.credentials().ifPresent { login ->
                properties.add("spring.cassandra.username") { login.username() }
                properties.add("spring.cassandra.password") { login.password() }
            }
        }
    }
}
