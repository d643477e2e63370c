package dev.bytestore.koog

import ai.koog.prompt.message.Message
import ai.koog.prompt.message.MessagePart
import dev.bytestore.CachingModelListener
import dev.bytestore.LlmCache
import dev.bytestore.internal.model.FinishReasons
import dev.bytestore.internal.model.ResponseCache
import dev.bytestore.internal.model.ResponseCacheOptions
import dev.bytestore.internal.model.ToolCallText
import java.util.function.Function
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/** The options of a [CachingPromptExecutor]. If an option is set twice, the last value counts. */
public class CachingPromptExecutorOptions internal constructor(cache: LlmCache) {

    private val options =
        ResponseCacheOptions<Call, Message.Assistant>(cache) { _, answer -> isWhole(answer) }

    internal var tenant: (suspend (PromptRequest) -> String?)? = null
        private set

    /**
     * The time-to-live of new entries, at most 20 years. Zero means that they do not expire. If the
     * cache does not support a time-to-live, as on Astra DB, nothing is stored, and a warning is
     * logged. Default: the default of the cache; if that has none, entries do not expire.
     *
     * @throws IllegalArgumentException if [ttl] is negative or longer than 20 years
     */
    public fun ttl(ttl: Duration) {
        options.ttl(ttl.toJavaDuration())
    }

    /**
     * The tenant, such as a customer or a user. It becomes part of every key, so that answers are
     * shared only within a tenant. It must not be a secret, because the cache receives it in clear
     * text. Default: none, so that all callers share all answers.
     */
    public fun tenant(tenant: String) {
        this.tenant = { tenant }
    }

    /**
     * A function that returns the tenant of a request, see [tenant]. It runs in the coroutine of
     * the caller or collector, so it can read the coroutine context. If it returns null or throws,
     * the model is called, and nothing is looked up or stored for the request, so that its answer
     * is not shared with anyone.
     */
    public fun tenant(tenant: suspend (PromptRequest) -> String?) {
        this.tenant = tenant
    }

    /**
     * Decides whether an answer of the model is stored. If [predicate] returns false or throws, the
     * answer is not stored, but the caller still gets it. It must not block. It is not asked about
     * a stream without a finish reason, which is never stored. Default: an answer is stored if it
     * has a tool call, an attachment or a text that is not blank, if the arguments of each tool
     * call are blank or a JSON object, and if its finish reason is null, blank or means that the
     * model had finished: `complete`, `completed`, `end_turn`, `function_call`, `stop`,
     * `stop_sequence`, `tool_call`, `tool_calls` or `tool_use`, in upper or lower case.
     */
    public fun shouldCache(predicate: (PromptRequest, Message.Assistant) -> Boolean) {
        options.shouldCache { call, answer -> predicate(call.request, answer) }
    }

    /**
     * A listener for hits, misses, failures, and requests and answers that cannot be cached.
     * Default: none. Do not also register it with the cache: each hit and miss would count twice.
     */
    public fun listener(listener: CachingModelListener) {
        options.listener(listener)
    }

    internal fun responses(modelKey: String): ResponseCache<Call, Message.Assistant> {
        options.modelKey(modelKey)
        if (tenant != null) {
            options.tenant(Function<Call, String?> { it.tenant() })
        }
        return ResponseCache(options, KeyFormat(modelKey), AnswerCodec())
    }
}

private fun isWhole(answer: Message.Assistant): Boolean =
    FinishReasons.isWhole(answer.finishReason) &&
        answer.parts.filterIsInstance<MessagePart.Tool.Call>().all {
            ToolCallText.isWhole(it.args)
        } &&
        answer.parts.any {
            when (it) {
                is MessagePart.Text -> it.text.isNotBlank()
                is MessagePart.Reasoning -> false
                is MessagePart.Attachment,
                is MessagePart.Tool.Call -> true
            }
        }
