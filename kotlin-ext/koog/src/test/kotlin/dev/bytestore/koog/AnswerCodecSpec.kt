package dev.bytestore.koog

import ai.koog.prompt.executor.clients.anthropic.AnthropicCacheControl
import ai.koog.prompt.message.AttachmentContent
import ai.koog.prompt.message.AttachmentSource
import ai.koog.prompt.message.Message
import ai.koog.prompt.message.MessagePart
import ai.koog.prompt.message.ResponseMetaInfo
import ai.koog.utils.time.KoogClock
import dev.bytestore.Generation
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.Message as Stored
import dev.bytestore.ToolCall
import dev.bytestore.UsageMetadata
import dev.bytestore.internal.json.JsonReader
import dev.bytestore.internal.json.JsonWriter
import dev.bytestore.internal.model.NotCacheableException
import dev.bytestore.testing.RecordingLlmCache
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import java.util.concurrent.CompletableFuture
import kotlin.random.Random
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject

private val codec = AnswerCodec()

/** Everything that an answer may have. */
private val full =
    Message.Assistant(
        listOf(
            MessagePart.Reasoning(listOf("let me ", "think"), listOf("short"), "signed", "r1"),
            MessagePart.Text("Hel"),
            MessagePart.Text("lo \ud83d\ude00 \u0000"),
            MessagePart.Tool.Call("call_1", "weather", """{"city": "Paris"}"""),
            MessagePart.Tool.Call(null, "broken", """{"city": """),
        ) + attachments().map { MessagePart.Attachment(it) },
        ResponseMetaInfo.create(
            KoogClock.System,
            5,
            3,
            2,
            "gpt-test",
            Json.parseToJsonElement("""{"a": 1, "b": 1.50, "c": {"d": [null, 1e3]}}""").jsonObject,
        ),
        "tool_calls",
        Json.parseToJsonElement("""{"z": 1, "a": 12345678901234567890}""").jsonObject,
        "message 1",
    )

private fun attachments(): List<AttachmentSource> =
    listOf(
        AttachmentSource.Image(AttachmentContent.Binary.Bytes(byteArrayOf(1, -1)), "png"),
        AttachmentSource.Video(AttachmentContent.URL("http://localhost/v"), "mp4", "video/x", "v"),
        AttachmentSource.Audio(AttachmentContent.Binary.Base64("AQ=="), "mp3"),
        AttachmentSource.File(AttachmentContent.PlainText("text"), "txt", "text/plain", null),
    )

/** The generation as a cache returns it. */
private suspend fun fromCache(generation: Generation): Generation {
    val cache = InMemoryLlmCache()
    cache.blocking().update("prompt", "llm", listOf(generation))
    return cache.blocking().lookup("prompt", "llm")!!.single()
}

private fun withInfo(info: Map<String, Any?>): Generation =
    Generation.chat(Stored.ai("hi")).withGenerationInfo(info)

private fun withOurs(vararg ours: Pair<String, Any?>): Generation =
    withInfo(mapOf("koog" to mapOf(*ours)))

class AnswerCodecSpec :
    FunSpec({
        test("all parts of an answer come back from a cache") {
            val read = codec.decode(fromCache(codec.encode(full)))!!

            read.equalsExceptTime(full) shouldBe true
            read.rawResponse.toString() shouldBe full.rawResponse.toString()
            read.metaInfo.metadata.toString() shouldBe full.metaInfo.metadata.toString()
        }

        test("answers with few parts come back too") {
            val empty = ResponseMetaInfo.Empty
            for (answer in
                listOf(
                    Message.Assistant("hi", empty),
                    Message.Assistant("", empty, "stop"),
                    Message.Assistant(emptyList<MessagePart.ResponsePart>(), empty),
                    Message.Assistant(MessagePart.Reasoning(emptyList()), empty),
                    Message.Assistant(MessagePart.Reasoning("a", emptyList()), empty),
                    Message.Assistant("hi", ResponseMetaInfo.create(KoogClock.System, 5)),
                    Message.Assistant("hi", ResponseMetaInfo.create(KoogClock.System, null, 3)),
                    Message.Assistant("hi", empty, rawResponse = JsonObject(emptyMap()), id = ""),
                )) {
                withClue(answer) {
                    codec
                        .decode(fromCache(codec.encode(answer)))!!
                        .equalsExceptTime(answer) shouldBe true
                }
            }
        }

        test("Python sees text, tool calls, reasoning, usage, model and finish reason") {
            val generation = codec.encode(full)
            val message = generation.message()!!

            message.pythonClass() shouldBe "AIMessage"
            message.text() shouldBe "Hello \ud83d\ude00 \u0000"
            message.toolCalls() shouldContainExactly
                listOf(ToolCall("weather", mapOf("city" to "Paris"), "call_1"))
            message.invalidToolCalls().single().name() shouldBe "broken"
            message.usageMetadata() shouldBe UsageMetadata(3, 2, 5, emptyMap())
            message.additionalKwargs() shouldBe mapOf("reasoning_content" to "let me think")
            message.responseMetadata() shouldBe
                mapOf("model_name" to "gpt-test", "finish_reason" to "tool_calls")
            message.id() shouldBe "message 1"
            generation.generationInfo()!!["finish_reason"] shouldBe "tool_calls"
        }

        test("a plain answer has no fields of koog but its counts") {
            val generation = codec.encode(answer("hi"))

            generation.generationInfo() shouldBe
                mapOf(
                    "finish_reason" to "stop",
                    "koog" to
                        mapOf("input_tokens" to 3L, "output_tokens" to 2L, "total_tokens" to 5L),
                )
        }

        test("an answer that would lose something has no entry") {
            val part = MessagePart.Text("hi", AnthropicCacheControl.Default)
            shouldThrow<NotCacheableException> {
                    codec.encode(Message.Assistant(part, ResponseMetaInfo.Empty))
                }
                .message shouldBe "a response with a cache control"
        }

        test("an entry does not contain the mark of a hit") {
            val marked = full.marked()
            marked.isCached shouldBe true
            marked.marked() shouldBe marked

            codec.encode(marked) shouldBe codec.encode(full)
            val read = codec.decode(codec.encode(marked))!!
            read.isCached shouldBe false
            read.metaInfo.inputTokensCount shouldBe 3
        }

        test("metadata that only looks like a mark is kept") {
            for (mark in listOf("""{"bytestore": 1}""", """{"bytestore": {"cached": "true"}}""")) {
                val given =
                    Message.Assistant(
                        "hi",
                        ResponseMetaInfo.create(
                            KoogClock.System,
                            metadata = Json.parseToJsonElement(mark).jsonObject,
                        ),
                    )
                given.isCached shouldBe false
                withClue(mark) {
                    codec.decode(codec.encode(given))!!.equalsExceptTime(given) shouldBe true
                }
            }
        }

        test("entries that were not written here are misses") {
            val part = mapOf("type" to "text", "text" to "hi")
            val hostile =
                listOf(
                    Generation.of("hi"),
                    Generation.chat(Stored.human("hi")),
                    withInfo(mapOf("finish_reason" to 1L)),
                    withOurs("parts" to 1L),
                    withOurs("parts" to listOf(1L)),
                    withOurs("parts" to listOf(mapOf<String, Any?>())),
                    withOurs("parts" to listOf(part + ("type" to "other"))),
                    withOurs("parts" to listOf(part + ("text" to null))),
                    withOurs("parts" to listOf(part + ("text" to 1L))),
                    withOurs("parts" to listOf(mapOf("type" to "reasoning"))),
                    withOurs(
                        "parts" to listOf(mapOf("type" to "reasoning", "content" to listOf(1L)))
                    ),
                    withOurs("parts" to listOf(mapOf("type" to "tool_call", "name" to "f"))),
                    withOurs("parts" to listOf(attachment("image", "text", "hi"))),
                    withOurs("parts" to listOf(attachment("image", "bytes", "not Base64"))),
                    withOurs("parts" to listOf(attachment("image", "other", "AQ=="))),
                    withOurs("parts" to listOf(attachment("other", "url", "AQ=="))),
                    withOurs("parts" to listOf(attachment("image", "url", null))),
                    withOurs("input_tokens" to "3"),
                    withOurs("input_tokens" to 3_000_000_000L),
                    withOurs("metadata" to "{"),
                    withOurs("metadata" to "[]"),
                    withOurs("metadata" to "[".repeat(200_000)),
                    withOurs("raw_response" to mapOf("a" to 1L)),
                )
            for (generation in hostile) {
                withClue(generation.generationInfo().toString().take(100)) {
                    codec.decode(generation).shouldBeNull()
                }
            }
        }

        test(
            "an entry in which anything was replaced is a miss or an answer, but never a failure"
        ) {
            val random = Random(1)
            val info = JsonWriter.write(codec.encode(full).generationInfo())
            repeat(5_000) {
                val (from, to) = List(2) { random.nextInt(info.length) }.sorted()
                val text = listOf("", "null", "1", "\"a\"", "[]", "{}")[random.nextInt(6)]
                val changed = info.replaceRange(from, to, text)
                val read = runCatching { JsonReader.read(changed) }.getOrNull()
                if (read is Map<*, *>) {
                    @Suppress("UNCHECKED_CAST") codec.decode(withInfo(read as Map<String, Any?>))
                }
            }
        }

        test("a corrupt entry is a miss for the caller, and is replaced") {
            val cache = RecordingLlmCache(InMemoryLlmCache())
            val listener = CountingModelListener()
            cache.answerLookups(CompletableFuture.completedFuture(listOf(withOurs("parts" to 1L))))
            val executor = FakePromptExecutor().cachedIn(cache) { listener(listener) }

            executor.ask("hi").textContent() shouldBe "answer 1"
            cache.calls() shouldContainExactly listOf("lookup", "update")
        }

        test("an answer with a cache control is returned, and the listener knows") {
            val listener = CountingModelListener()
            val fake = FakePromptExecutor()
            fake.answering = {
                val part = MessagePart.Text("hi", AnthropicCacheControl.Default)
                Message.Assistant(part, ResponseMetaInfo.Empty)
            }
            val executor = fake.cachedIn(InMemoryLlmCache()) { listener(listener) }

            repeat(2) { executor.ask("hi").textContent() shouldBe "hi" }
            fake.calls shouldBe 2
            listener.events().last() shouldBe "not cacheable: a response with a cache control"
        }
    })

private fun attachment(kind: String, type: String, data: String?): Map<String, Any?> =
    mapOf(
        "type" to "attachment",
        "kind" to kind,
        "format" to "png",
        "mime_type" to "image/png",
        "content" to mapOf("type" to type, "data" to data),
    )
