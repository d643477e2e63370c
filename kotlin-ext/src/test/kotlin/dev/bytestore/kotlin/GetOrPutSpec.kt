package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.InMemoryLlmCache
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.maps.shouldBeEmpty
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.hours
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.withContext

/** Who is asked by `getOrPut`, how often, and who gets the answer. */
class GetOrPutSpec :
    FunSpec({
        afterTest { workUnderWay().shouldBeEmpty() }

        test("a hit asks nobody") {
            val cache = RecordingCache()
            cache.update("foo", LLM, fizz)

            cache.getOrPut("foo", LLM) { error("asked") } shouldBe fizz

            cache.calls shouldContainExactly listOf("update", "lookup")
        }

        test("a hit without generations asks nobody either") {
            val cache = InMemoryLlmCache()
            cache.update("foo", LLM, listOf())

            cache.getOrPut("foo", LLM) { error("asked") }.shouldBeEmpty()
        }

        test("a miss asks once and keeps the answer for as long as the cache says") {
            val cache = RecordingCache()

            cache.getOrPut("foo", LLM) { fizz } shouldBe fizz
            cache.getOrPut("foo", LLM) { error("asked again") } shouldBe fizz

            cache.calls shouldContainExactly listOf("lookup", "update", "lookup")
        }

        test("a miss keeps the answer for as long as the call says") {
            val cache = RecordingCache()

            cache.getOrPut("foo", LLM, 1.hours) { fizz } shouldBe fizz

            cache.calls shouldContainExactly listOf("lookup", "update for PT1H")
        }

        test("a hundred coroutines at once look up once, ask once and all get the answer") {
            val cache = RecordingCache()
            val model = HeldModel()

            coroutineScope {
                val waiters =
                    List(100) {
                        async(start = CoroutineStart.UNDISPATCHED) {
                            cache.getOrPut("foo", LLM) { model.ask() }
                        }
                    }
                model.answer.complete(fizz)
                waiters.awaitAll() shouldContainExactly List(100) { fizz }
            }

            model.timesAsked shouldBe 1
            cache.calls shouldContainExactly listOf("lookup", "update")
        }

        test("coroutines of many threads, early and late ones, ask once") {
            repeat(20) {
                val cache = InMemoryLlmCache()
                val model = HeldModel()
                model.answer.complete(fizz)

                coroutineScope {
                    List(100) {
                            async(Dispatchers.Default) {
                                cache.getOrPut("foo", LLM) { model.ask() }
                            }
                        }
                        .awaitAll() shouldContainExactly List(100) { fizz }
                }

                model.timesAsked shouldBe 1
            }
        }

        test("other prompts, other models and other caches are asked for at the same time") {
            val cache = InMemoryLlmCache()
            val other = InMemoryLlmCache()
            val entries =
                listOf(
                    Triple(cache, "foo", LLM),
                    Triple(cache, "bar", LLM),
                    Triple(cache, "foo", "another model"),
                    Triple(cache, LLM, "foo"),
                    Triple(other, "foo", LLM),
                )
            val models = entries.map { HeldModel() }
            val answers = entries.indices.map { listOf(Generation.of("answer $it")) }

            coroutineScope {
                val waiters =
                    entries.zip(models) { (cache, prompt, llmString), model ->
                        async { cache.getOrPut(prompt, llmString) { model.ask() } }
                    }
                models.forEach { it.asked.await() }
                models.zip(answers) { model, answer -> model.answer.complete(answer) }

                waiters.awaitAll() shouldContainExactly answers
            }
            entries.map { (cache, prompt, llmString) ->
                cache.lookup(prompt, llmString)
            } shouldContainExactly answers
        }

        test("what is asked knows the context of the first that wanted it") {
            withContext(CoroutineName("first")) {
                InMemoryLlmCache().getOrPut("foo", LLM) {
                    listOf(Generation.of(currentCoroutineContext()[CoroutineName]!!.name))
                }
            } shouldBe listOf(Generation.of("first"))
        }
    })
