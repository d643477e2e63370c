package dev.bytestore.koog

import ai.koog.prompt.executor.model.PromptExecutor
import ai.koog.prompt.message.Message
import ai.koog.prompt.message.MessagePart
import ai.koog.prompt.message.ResponseMetaInfo
import ai.koog.prompt.streaming.StreamFrame
import ai.koog.prompt.streaming.StreamFrame.End
import ai.koog.prompt.streaming.StreamFrame.ReasoningComplete
import ai.koog.prompt.streaming.StreamFrame.ReasoningDelta
import ai.koog.prompt.streaming.StreamFrame.TextComplete
import ai.koog.prompt.streaming.StreamFrame.TextDelta
import ai.koog.prompt.streaming.StreamFrame.ToolCallComplete
import ai.koog.prompt.streaming.StreamFrame.ToolCallDelta
import ai.koog.prompt.streaming.buildStreamFrameFlow
import ai.koog.prompt.streaming.toMessageResponse
import ai.koog.utils.time.KoogClock
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.testing.RecordingLlmCache
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch

val end: StreamFrame.End =
    End("stop", ResponseMetaInfo.create(KoogClock.System, inputTokensCount = 3))

fun PromptExecutor.stream(): Flow<StreamFrame> = executeStreaming(prompt("hi"), gpt, emptyList())

class StreamingSpec :
    FunSpec({
        test("a miss is passed on as it comes, and a hit is a stream with the same answer") {
            val fake = FakePromptExecutor()
            fake.streaming = {
                buildStreamFrameFlow {
                    emitReasoningDelta("r", "let me ", index = 0)
                    emitReasoningDelta("r", "think", index = 0)
                    emitTextDelta("Hel", 1)
                    emitTextDelta("lo", 1)
                    emitToolCallDelta("call_1", "weather", """{"city":""", 2)
                    emitToolCallDelta(null, null, """"Paris"}""", 2)
                    emitEnd("tool_calls", answer("").metaInfo)
                }
            }
            val executor = fake.cachedIn(InMemoryLlmCache())

            val miss = executor.stream().toList()
            val hit = executor.stream().toList()

            fake.calls shouldBe 1
            miss shouldHaveSize 10
            hit.map { it::class } shouldContainExactly
                listOf(
                    ReasoningDelta::class,
                    ReasoningComplete::class,
                    TextDelta::class,
                    TextComplete::class,
                    ToolCallDelta::class,
                    ToolCallComplete::class,
                    End::class,
                )
            hit.toMessageResponse().parts shouldBe miss.toMessageResponse().parts
            val last = hit.last().shouldBeInstanceOf<End>()
            last.finishReason shouldBe "tool_calls"
            last.metaInfo.isCached shouldBe true
            last.metaInfo.inputTokensCount shouldBe 0
            last.metaInfo.totalTokensCount shouldBe 5
            (miss.last() as End).metaInfo.isCached shouldBe false
        }

        test(
            "frames reach the collector before the stream ends, and End after the answer is kept"
        ) {
            val next = CompletableDeferred<Unit>()
            val kept = CompletableFuture<Void>()
            val cache = RecordingLlmCache(InMemoryLlmCache())
            cache.answerUpdates(kept)
            val fake = FakePromptExecutor()
            fake.streaming = {
                flow {
                    emit(TextDelta("a"))
                    next.await()
                    emit(TextComplete("a"))
                    emit(end)
                }
            }
            val seen = mutableListOf<StreamFrame>()

            coroutineScope {
                val collector =
                    launch(start = UNDISPATCHED) {
                        fake.cachedIn(cache).stream().collect { seen += it }
                    }
                seen shouldContainExactly listOf(TextDelta("a"))
                next.complete(Unit)
                while (cache.calls().size < 2) {
                    kotlinx.coroutines.yield()
                }
                seen shouldContainExactly listOf(TextDelta("a"), TextComplete("a"))
                kept.complete(null)
                collector.join()
            }
            seen.last() shouldBe end
        }

        test("a collector may stop a hit early") {
            val executor = FakePromptExecutor().cachedIn(InMemoryLlmCache())
            executor.stream().toList()

            executor.stream().take(1).toList() shouldContainExactly listOf(TextDelta("answer 1", 0))
        }

        test("nothing happens until the flow is collected, and each collector looks up") {
            val cache = RecordingLlmCache(InMemoryLlmCache())
            val fake = FakePromptExecutor()
            val stream = fake.cachedIn(cache).stream()
            cache.calls() shouldHaveSize 0

            stream.toList()
            stream.toList()

            cache.calls() shouldContainExactly listOf("lookup", "update", "lookup")
            fake.calls shouldBe 1
        }

        test("streams and whole answers have entries of their own, and delete deletes both") {
            val fake = FakePromptExecutor()
            val executor = fake.cachedIn(InMemoryLlmCache())
            executor.stream().toList()
            executor.ask("hi").isCached shouldBe false
            executor.ask("hi").isCached shouldBe true
            fake.calls shouldBe 2

            executor.delete(prompt("hi"), gpt)

            executor.ask("hi").isCached shouldBe false
            executor.stream().toList().toMessageResponse().isCached shouldBe false
        }

        test("bypass and refresh are for streams too") {
            val fake = FakePromptExecutor()
            val executor = fake.cachedIn(InMemoryLlmCache())
            suspend fun PromptExecutor.text() = stream().toList().toMessageResponse().textContent()

            executor.text() shouldBe "answer 1"
            executor.bypass().text() shouldBe "answer 2"
            executor.text() shouldBe "answer 1"
            executor.refresh().text() shouldBe "answer 3"
            executor.text() shouldBe "answer 3"
        }

        test("if the cache fails or there is no key, the stream is the model's") {
            val fake = FakePromptExecutor()
            for (executor in
                listOf(
                    fake.cachedIn(failingCache()),
                    fake.cachedIn(InMemoryLlmCache()) { tenant { null } },
                )) {
                repeat(2) {
                    withClue(executor) {
                        executor.stream().toList().toMessageResponse().isCached shouldBe false
                    }
                }
            }
            fake.calls shouldBe 4
        }

        test("an entry that no stream can have made is a miss") {
            val cache = RecordingLlmCache(InMemoryLlmCache())
            val audio =
                Message.Assistant(
                    MessagePart.Attachment(
                        ai.koog.prompt.message.AttachmentSource.Audio(
                            ai.koog.prompt.message.AttachmentContent.URL("http://localhost"),
                            "mp3",
                        )
                    ),
                    ResponseMetaInfo.Empty,
                )
            cache.answerLookups(
                CompletableFuture.completedFuture(listOf(AnswerCodec().encode(audio)))
            )
            val fake = FakePromptExecutor()

            fake.cachedIn(cache).stream().toList().toMessageResponse().textContent() shouldBe
                "answer 1"
        }
    })
