package dev.bytestore.quickstart

import com.fasterxml.jackson.core.type.TypeReference
import com.fasterxml.jackson.databind.ObjectMapper
import dev.bytestore.Generation
import dev.bytestore.LlmCacheKeys
import dev.bytestore.Message
import dev.bytestore.kotlin.cassandraLlmCache
import dev.bytestore.kotlin.delete
import dev.bytestore.kotlin.getOrPut
import dev.bytestore.testing.TestCassandra
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.nio.file.Files

/** The Kotlin code of docs/share-with-python.md, word for word. */
class ShareCacheSamplesIT :
    FunSpec({
        test("the llm string and the prompt are those that Python printed") {
            val session = TestCassandra.session()
            TestCassandra.createKeyspace(session, "app", 1)
            val file = Files.createTempFile("model", ".json").toFile()
            file.writeText(MODEL)
            fun askTheModel(question: String) = "Scattering."

            val model: Map<String, Any?> =
                ObjectMapper().readValue(file, object : TypeReference<Map<String, Any?>>() {})
            val llmString = LlmCacheKeys.chatLlmString(model, mapOf<String, Any?>(), null)
            val prompt = LlmCacheKeys.chatPrompt(listOf(Message.human("Why is the sky blue?")))
            println("llm string: $llmString")
            println("prompt: $prompt")

            val cache = cassandraLlmCache(session) { keyspace("app") }
            val answer =
                cache.getOrPut(prompt, llmString) {
                    listOf(Generation.chat(askTheModel("Why is the sky blue?")))
                }

            llmString shouldBe LLM_STRING
            prompt shouldBe PROMPT
            answer.single().text() shouldBe "Scattering."
            cache.delete(prompt, llmString)
            file.delete()
        }
    })

// What share_cache_sample.py exported and printed, with langchain-core 1.8.3 and langchain-openai
// 1.7.4, when OPENAI_API_BASE was not set.
private const val MODEL =
    """{"lc": 1, "type": "constructor", "id": ["langchain", "chat_models", "openai", "ChatOpenAI"], "kwargs": {"model_name": "gpt-4.1-mini", "temperature": 0.0, "openai_api_key": {"lc": 1, "type": "secret", "id": ["OPENAI_API_KEY"]}, "stream_usage": true}, "name": "ChatOpenAI"}"""

private const val LLM_STRING =
    """{"id": ["langchain", "chat_models", "openai", "ChatOpenAI"], "kwargs": {"model_name": "gpt-4.1-mini", "openai_api_key": {"id": ["OPENAI_API_KEY"], "lc": 1, "type": "secret"}, "stream_usage": true, "temperature": 0.0}, "lc": 1, "name": "ChatOpenAI", "type": "constructor"}---[('stop', None)]"""

private const val PROMPT =
    """[{"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "HumanMessage"], "kwargs": {"content": "Why is the sky blue?", "type": "human"}}]"""
