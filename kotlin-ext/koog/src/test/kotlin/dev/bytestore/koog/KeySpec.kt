@file:OptIn(ExperimentalTime::class)

package dev.bytestore.koog

import ai.koog.agents.core.tools.ToolDescriptor
import ai.koog.agents.core.tools.ToolParameterDescriptor
import ai.koog.agents.core.tools.ToolParameterType
import ai.koog.prompt.Prompt
import ai.koog.prompt.executor.clients.anthropic.AnthropicCacheControl
import ai.koog.prompt.executor.clients.anthropic.AnthropicParams
import ai.koog.prompt.executor.clients.openai.OpenAIChatParams
import ai.koog.prompt.llm.LLMCapability
import ai.koog.prompt.llm.LLMProvider
import ai.koog.prompt.llm.LLModel
import ai.koog.prompt.message.Message
import ai.koog.prompt.message.MessagePart
import ai.koog.prompt.message.RequestMetaInfo
import ai.koog.prompt.message.ResponseMetaInfo
import ai.koog.prompt.params.LLMParams
import dev.bytestore.internal.TextHash
import dev.bytestore.internal.model.ModelKey
import dev.bytestore.internal.model.NotCacheableException
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeUnique
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldNotContain
import kotlin.random.Random
import kotlin.time.ExperimentalTime
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put

private fun key(
    prompt: Prompt,
    model: LLModel = gpt,
    tools: List<ToolDescriptor> = emptyList(),
    operation: Call.Operation = Call.Operation.EXECUTE,
    modelKey: String = "fake",
    tenant: String? = null,
): ModelKey =
    KeyFormat(modelKey).of(Call(PromptRequest(prompt, model, tools), operation, null), tenant)

private fun keyOf(params: LLMParams): ModelKey = key(prompt("hi", params = params))

private fun withProperties(vararg properties: Pair<String, JsonElement>): LLMParams =
    LLMParams(additionalProperties = linkedMapOf(*properties))

private class ParamsOfAUser(@Suppress("unused") private val value: Any?) : LLMParams()

class KeySpec :
    FunSpec({
        test("the format is the one that the documents describe") {
            val request =
                Prompt(
                    listOf(
                        Message.System("Be brief.", RequestMetaInfo.Empty),
                        Message.User("hi", RequestMetaInfo.Empty),
                        Message.Assistant(
                            MessagePart.Tool.Call("1", "weather", "{}"),
                            ResponseMetaInfo.Empty,
                            "tool_calls",
                        ),
                        Message.User(
                            MessagePart.Tool.Result("1", "weather", "sunny"),
                            RequestMetaInfo.Empty,
                        ),
                    ),
                    "id",
                    LLMParams(
                        temperature = 0.5,
                        toolChoice = LLMParams.ToolChoice.Auto,
                        additionalProperties = mapOf("seed" to JsonPrimitive(7)),
                    ),
                )
            val model =
                LLModel(
                    LLMProvider.OpenAI,
                    "gpt-test",
                    listOf(LLMCapability.Tools, LLMCapability.Completion),
                    1000,
                )
            val tool =
                ToolDescriptor(
                    "weather",
                    "The weather",
                    listOf(ToolParameterDescriptor("city", "Where", ToolParameterType.String)),
                )

            val made = key(request, model, listOf(tool), tenant = "ann")

            made.prompt shouldBe GOLDEN_PROMPT
            val parameters = mapOf("model" to model, "prompt" to request, "tools" to listOf(tool))
            KeyFormat.json.of(parameters) shouldBe GOLDEN_PARAMETERS
            made.llmString shouldBe
                """{"format": "bytestore-koog-1", "model": "gpt-test", "model_key": "fake", """ +
                    """"operation": "execute", "parameters": "${TextHash.sha256(GOLDEN_PARAMETERS)}", """ +
                    """"provider": "openai", "tenant": "ann"}"""
        }

        test("model, provider, tenant, model key, operation and tools change the key") {
            val request = prompt("hi")
            listOf(
                    key(request),
                    key(request, gpt.copy(id = "other")),
                    key(request, gpt.copy(provider = LLMProvider.Azure)),
                    key(request, gpt.copy(capabilities = listOf(LLMCapability.Tools))),
                    key(request, gpt.copy(contextLength = 5)),
                    key(request, gpt.copy(maxOutputTokens = 5)),
                    key(request, modelKey = "two"),
                    key(request, tenant = "ann"),
                    key(request, tenant = ""),
                    key(request, operation = Call.Operation.STREAMING),
                    key(request, tools = listOf(ToolDescriptor("a", "b"))),
                    key(request, tools = listOf(ToolDescriptor("b", "a"))),
                    key(
                        request,
                        tools = listOf(ToolDescriptor("a", "b"), ToolDescriptor("b", "a")),
                    ),
                    key(request, tools = listOf(ToolDescriptor("b", "a"), ToolDescriptor("a", "b"))),
                )
                .shouldBeUnique()
        }

        test("what koog's own cache confuses has different keys") {
            key(prompt("Aa")) shouldNotBe key(prompt("BB"))
            keyOf(OpenAIChatParams(topP = 0.1)) shouldNotBe keyOf(OpenAIChatParams(topP = 0.9))
            keyOf(OpenAIChatParams(temperature = 0.5)) shouldNotBe keyOf(LLMParams(0.5))
            val parameter = ToolParameterDescriptor("a", "b", ToolParameterType.String)
            key(
                prompt("hi"),
                tools = listOf(ToolDescriptor("f", "d", listOf(parameter))),
            ) shouldNotBe key(prompt("hi"), tools = listOf(ToolDescriptor("f", "d")))
        }

        test("what does not change an answer does not change the key") {
            val made = key(prompt("hi"))

            key(prompt("hi").copy(id = "another")) shouldBe made
            val message =
                Message.User(
                    MessagePart.Text("hi", AnthropicCacheControl.Default),
                    RequestMetaInfo(
                        RequestMetaInfo.Empty.timestamp,
                        JsonObject(mapOf("trace" to JsonPrimitive(1))),
                    ),
                    "message 7",
                )
            key(Prompt(listOf(message), "id")) shouldBe made
            keyOf(AnthropicParams(cacheControl = AnthropicCacheControl.Default)) shouldBe
                keyOf(AnthropicParams())
            val capabilities = listOf(LLMCapability.Tools, LLMCapability.Completion)
            key(prompt("hi"), gpt.copy(capabilities = capabilities)) shouldBe
                key(prompt("hi"), gpt.copy(capabilities = capabilities.reversed()))
        }

        test("an answer in the history has one key, whether it was a hit or not, and read or not") {
            fun ask(answer: Message.Assistant) = key(Prompt(prompt("hi").messages + answer, "id"))
            val call = MessagePart.Tool.Call("1", "f", """{"a": 1}""")
            val given = Message.Assistant(call, answer("").metaInfo, "tool_calls")
            val made = ask(given)

            ask(given.marked()) shouldBe made
            ask(AnswerCodec().decode(AnswerCodec().encode(given))!!.marked()) shouldBe made
            call.argsJson.size shouldBe 1
            ask(given) shouldBe made
        }

        test("the order of messages, parts and JSON changes the key") {
            listOf(
                    key(prompt("a", "b")),
                    key(prompt("b", "a")),
                    key(prompt("ab")),
                    key(Prompt(listOf(parts("a", "b")), "id")),
                    key(Prompt(listOf(parts("b", "a")), "id")),
                )
                .shouldBeUnique()
            val one = buildJsonObject {
                put("a", 1)
                put("b", 2)
            }
            val other = buildJsonObject {
                put("b", 2)
                put("a", 1)
            }
            keyOf(withProperties("x" to one)) shouldNotBe keyOf(withProperties("x" to other))
        }

        test("the order of a map does not change the key") {
            val (a, b) = ("a" to JsonPrimitive(1)) to ("b" to JsonPrimitive(2))
            keyOf(withProperties(a, b)) shouldBe keyOf(withProperties(b, a))
        }

        test("all values of JSON are told apart, wherever they are") {
            val values =
                listOf(
                    JsonPrimitive(1),
                    JsonPrimitive(1.0),
                    JsonPrimitive("1"),
                    JsonPrimitive(true),
                    JsonPrimitive("true"),
                    JsonNull,
                    JsonPrimitive("null"),
                    JsonArray(emptyList()),
                    JsonObject(emptyMap()),
                    JsonPrimitive("{}"),
                    JsonArray(listOf(JsonPrimitive(1))),
                    JsonObject(mapOf("json" to JsonPrimitive(1))),
                )
            values.map { keyOf(withProperties("x" to it)) }.shouldBeUnique()
            (values + listOf(1, "1", "{}", mapOf("json" to "1"), emptyList<Int>(), null))
                .map { keyOf(ParamsOfAUser(it)) }
                .shouldBeUnique()
            values.map { keyOf(ParamsOfAUser(listOf(mapOf("a" to it)))) }.shouldBeUnique()
        }

        test("what hides its state has no key") {
            val cycle = mutableListOf<Any>()
            repeat(2) { cycle.add(cycle) }
            for (hidden in listOf({ "a lambda" }, Thread(), Any(), cycle, lazy { 1 })) {
                withClue(hidden.javaClass) {
                    shouldThrow<NotCacheableException> { keyOf(ParamsOfAUser(hidden)) }
                }
            }
        }

        test("a request that is too large has no key") {
            val text = "x".repeat(1 shl 20)
            shouldThrow<NotCacheableException> { key(Prompt(List(33) { user(text) }, "id")) }
            shouldThrow<NotCacheableException> { key(Prompt(List(100_000) { user("") }, "id")) }
        }

        test("parameters are not in clear text, and a key shows no contents in a log") {
            val made =
                key(
                    prompt("hi", params = withProperties("token" to JsonPrimitive("secret"))),
                    tools = listOf(ToolDescriptor("secret", "secret")),
                )

            (made.prompt + made.llmString) shouldNotContain "secret"
            made.toString() shouldNotContain "hi"
        }

        test("an unpaired surrogate is a part of the key as any other") {
            listOf("\ud800", "\udc00", "?", "\ufffd").map { key(prompt(it)) }.shouldBeUnique()
            listOf("\ud800", "\udc00", "?")
                .map { keyOf(withProperties("x" to JsonPrimitive(it))) }
                .shouldBeUnique()
        }

        test("random prompts have equal keys only if they are equal") {
            val random = Random(1)
            repeat(3_000) {
                val (one, other) = randomPrompt(random) to randomPrompt(random)
                (key(one) == key(other)) shouldBe (one == other)
                key(one) shouldBe key(one.copy())
            }
        }
    })

private fun parts(vararg texts: String): Message =
    Message.User(texts.map { MessagePart.Text(it) }, RequestMetaInfo.Empty)

/** There are few of them, so that many pairs are equal. */
private fun randomPrompt(random: Random): Prompt {
    fun text() = listOf("", "a", "b")[random.nextInt(3)]
    fun call() = MessagePart.Tool.Call(text().ifEmpty { null }, text(), text())
    fun result() = MessagePart.Tool.Result(null, text(), text(), random.nextBoolean())
    val messages =
        List(random.nextInt(3)) {
            when (random.nextInt(4)) {
                0 -> Message.System(text(), RequestMetaInfo.Empty)
                1 -> Message.User(text(), RequestMetaInfo.Empty)
                2 -> Message.Assistant(listOf(call()), ResponseMetaInfo.Empty)
                else -> Message.User(result(), RequestMetaInfo.Empty)
            }
        }
    val params =
        LLMParams(
            temperature = listOf(null, 0.0, 1.0)[random.nextInt(3)],
            speculation = text().ifEmpty { null },
        )
    return Prompt(messages, "id", params)
}
