package dev.bytestore.koog

import ai.koog.http.client.ktor.KtorKoogHttpClient
import ai.koog.prompt.executor.clients.openai.OpenAIClientSettings
import ai.koog.prompt.executor.clients.openai.OpenAILLMClient
import ai.koog.prompt.executor.llms.MultiLLMPromptExecutor
import ai.koog.prompt.executor.model.PromptExecutor
import ai.koog.prompt.executor.ollama.client.OllamaClient
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress
import java.util.concurrent.CopyOnWriteArrayList

/** A local server that answers as OpenAI and Ollama do, and records the requests. */
class FakeProvider : AutoCloseable {

    private val server = HttpServer.create(InetSocketAddress("127.0.0.1", 0), 0)

    /** The bodies of the requests. */
    val requests: MutableList<String> = CopyOnWriteArrayList()

    init {
        server.createContext("/v1/chat/completions") { it.respond(::openAi) }
        server.createContext("/api/chat") { it.respond(::ollama) }
        server.start()
    }

    /** Returns koog's own executor of its own clients. */
    fun executor(): PromptExecutor {
        val url = "http://127.0.0.1:${server.address.port}"
        val http = KtorKoogHttpClient.Factory()
        return MultiLLMPromptExecutor(
            OpenAILLMClient("key", OpenAIClientSettings(baseUrl = url), http),
            OllamaClient(http, url),
        )
    }

    private fun HttpExchange.respond(answer: (String) -> Pair<String, String>) {
        val request = requestBody.readAllBytes().decodeToString()
        requests += request
        val (type, text) = answer(request)
        val body = text.encodeToByteArray()
        responseHeaders.add("Content-Type", type)
        sendResponseHeaders(200, body.size.toLong())
        responseBody.use { it.write(body) }
    }

    private fun openAi(request: String): Pair<String, String> =
        when {
            "\"stream\":true" in request -> "text/event-stream" to events()
            "\"tools\"" in request && "\"tool_call_id\"" !in request ->
                "application/json" to completion(TOOL_CALL, "tool_calls")
            else -> {
                val text = if ("\"tool_call_id\"" in request) "It is sunny." else "Hello"
                "application/json" to completion(""""content":"$text"""", "stop")
            }
        }

    private fun completion(message: String, reason: String): String =
        """{"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[""" +
            """{"index":0,"message":{"role":"assistant",$message},"finish_reason":"$reason"}],""" +
            """"usage":$USAGE}"""

    private fun events(): String =
        listOf(
                chunk(
                    """{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}"""
                ),
                chunk("""{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}"""),
                chunk("", ""","usage":$USAGE"""),
                "[DONE]",
            )
            .joinToString("") { "data: $it\n\n" }

    private fun chunk(choice: String, more: String = ""): String =
        """{"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-4o",""" +
            """"choices":[$choice]$more}"""

    private fun ollama(request: String): Pair<String, String> {
        val last =
            """{"model":"llama3.2","message":{"role":"assistant","content":"Hi"},""" +
                """"done":true,"prompt_eval_count":4,"eval_count":1}"""
        return if ("\"stream\":true" in request) {
            val first =
                """{"model":"llama3.2","message":{"role":"assistant","content":"O"},"done":false}"""
            "application/x-ndjson" to "$first\n$last\n"
        } else {
            "application/json" to last
        }
    }

    override fun close() {
        server.stop(0)
    }

    private companion object {
        const val USAGE = """{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}"""
        const val TOOL_CALL =
            """"content":null,"tool_calls":[{"id":"call_1","type":"function","function":""" +
                """{"name":"weather","arguments":"{\"city\":\"Paris\"}"}}]"""
    }
}
