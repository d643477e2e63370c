package dev.bytestore.koog

import ai.koog.prompt.streaming.StreamFrame
import ai.koog.prompt.streaming.StreamFrame.End
import ai.koog.prompt.streaming.StreamFrame.ReasoningComplete
import ai.koog.prompt.streaming.StreamFrame.ReasoningDelta
import ai.koog.prompt.streaming.StreamFrame.TextComplete
import ai.koog.prompt.streaming.StreamFrame.TextDelta
import ai.koog.prompt.streaming.StreamFrame.ToolCallComplete
import ai.koog.prompt.streaming.StreamFrame.ToolCallDelta
import ai.koog.prompt.streaming.streamFrameFlowOf
import ai.koog.prompt.streaming.toMessageResponse
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.internal.model.CanonicalJson
import dev.bytestore.testing.RecordingLlmCache
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import java.io.IOException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch

/** Returns whether a stream of these frames is found again. Nothing may change on the way. */
private suspend fun isStored(vararg frames: StreamFrame): Boolean {
    val fake = FakePromptExecutor().apply { streaming = { flowOf(*frames) } }
    val executor = fake.cachedIn(InMemoryLlmCache())
    executor.stream().toList() shouldContainExactly frames.toList()
    val again = executor.stream().toList()
    return fake.calls == 1 && again.toMessageResponse().isCached
}

/** Which streams are stored. */
class StoredStreamsSpec :
    FunSpec({
        test("only a whole stream is stored") {
            isStored(TextDelta("a"), TextDelta("b"), TextComplete("ab"), end) shouldBe true
            isStored(TextComplete("ab"), end) shouldBe true
            isStored(ReasoningComplete(null, listOf("a")), TextComplete("b"), end) shouldBe true
            isStored(ToolCallDelta("1", "f", null), ToolCallComplete("1", "f", "{}"), end) shouldBe
                true
            isStored(TextDelta("a"), TextComplete("a"), TextComplete("b"), end) shouldBe true

            isStored(TextDelta("a"), TextComplete("a")) shouldBe false
            isStored(TextDelta("a"), end) shouldBe false
            isStored(TextDelta("a"), TextComplete("b"), end) shouldBe false
            isStored(TextComplete("a"), TextDelta("b"), end) shouldBe false
            isStored(TextComplete("a"), end, end) shouldBe false
            isStored(TextComplete("a"), end, TextDelta("b")) shouldBe false
            isStored(TextComplete("a"), ReasoningDelta(null, "a"), end) shouldBe false
            isStored(TextComplete("a"), ReasoningDelta(null, null, "a"), end) shouldBe false
            isStored(
                ReasoningDelta(null, "a"),
                ReasoningComplete(null, listOf("b")),
                TextComplete("a"),
                end,
            ) shouldBe false
            isStored(TextComplete("a"), ToolCallDelta("1", "f", null), end) shouldBe false
            isStored(TextComplete("a"), End("length")) shouldBe false
            isStored(ToolCallComplete("1", "f", """{"city": "Pa"""), end) shouldBe false
            isStored(end) shouldBe false
            isStored() shouldBe false
        }

        test("a stream without a finish reason is reported, and not stored") {
            for (reason in listOf(null, " ")) {
                val half =
                    listOf(TextDelta("The answer is"), TextComplete("The answer is"), End(reason))
                val fake = FakePromptExecutor().apply { streaming = { half.asFlow() } }
                val cache = RecordingLlmCache(InMemoryLlmCache())
                val listener = CountingModelListener()
                val executor =
                    fake.cachedIn(cache) {
                        shouldCache { _, _ -> true }
                        listener(listener)
                    }

                executor.stream().toList() shouldContainExactly half
                cache.calls() shouldContainExactly listOf("lookup")
                listener.events() shouldContainExactly
                    listOf("miss", "not cacheable: a stream without a finish reason")
            }
            isStored(TextDelta("a"), TextComplete("a"), End(null)) shouldBe false
        }

        test("pieces of text without anything else are passed on, reported and not stored") {
            val fake = FakePromptExecutor().apply { streaming = { streamFrameFlowOf("a", "b") } }
            val listener = CountingModelListener()
            val executor = fake.cachedIn(InMemoryLlmCache()) { listener(listener) }

            repeat(2) {
                executor.stream().toList() shouldContainExactly
                    listOf(TextDelta("a"), TextDelta("b"))
            }
            fake.calls shouldBe 2
            listener.events() shouldContainExactly
                List(2) { listOf("miss", "not cacheable: a stream that may be incomplete") }
                    .flatten()
        }

        test(
            "a tool call whose arguments are not JSON is replayed as it is, if the user wants it"
        ) {
            val call = ToolCallComplete("1", "f", """{"city": """)
            val fake = FakePromptExecutor().apply { streaming = { flowOf(call, end) } }
            val executor = fake.cachedIn(InMemoryLlmCache()) { shouldCache { _, _ -> true } }
            executor.stream().toList()

            executor
                .stream()
                .toList()
                .filterIsInstance<ToolCallComplete>()
                .single()
                .content shouldBe call.content
            fake.calls shouldBe 1
        }

        test("a stream that is too long to keep is passed on whole") {
            val piece = "x".repeat(CanonicalJson.MAX_CHARACTERS / 4)
            val frames = List(5) { TextDelta(piece) } + TextComplete(piece.repeat(5)) + end
            val cache = RecordingLlmCache(InMemoryLlmCache())
            val fake = FakePromptExecutor().apply { streaming = { flowOf(*frames.toTypedArray()) } }

            var count = 0
            fake.cachedIn(cache).stream().collect { count++ }

            count shouldBe frames.size
            cache.calls() shouldContainExactly listOf("lookup")
        }

        test("a stream that fails, stops early or is cancelled is not stored") {
            val hangs = CompletableDeferred<Unit>()
            val reached = CompletableDeferred<Unit>()
            val cache = RecordingLlmCache(InMemoryLlmCache())
            val fake = FakePromptExecutor()
            val executor = fake.cachedIn(cache)

            fake.streaming = {
                flow {
                    emit(TextComplete("a"))
                    emit(end)
                    throw IOException("reset")
                }
            }
            shouldThrow<IOException> { executor.stream().toList() }.message shouldBe "reset"

            fake.streaming = { flowOf(TextDelta("a"), TextComplete("a"), end) }
            executor.stream().take(2).toList() shouldHaveSize 2
            shouldThrow<IllegalStateException> { executor.stream().collect { error("mine") } }
                .message shouldBe "mine"

            fake.streaming = {
                flow {
                    emit(TextComplete("a"))
                    reached.complete(Unit)
                    hangs.await()
                }
            }
            coroutineScope {
                val collector = launch { executor.stream().collect {} }
                reached.await()
                collector.cancelAndJoin()
            }
            cache.calls() shouldContainExactly List(4) { "lookup" }
        }
    })
