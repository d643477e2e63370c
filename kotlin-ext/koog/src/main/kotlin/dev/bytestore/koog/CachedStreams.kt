package dev.bytestore.koog

import ai.koog.prompt.message.Message
import ai.koog.prompt.message.MessagePart
import ai.koog.prompt.streaming.StreamFrame
import ai.koog.prompt.streaming.toStreamFrames
import dev.bytestore.internal.model.CacheMode
import dev.bytestore.internal.model.FinishReasons
import dev.bytestore.internal.model.ModelKey
import dev.bytestore.internal.model.NotCacheableException
import dev.bytestore.internal.model.ResponseCache
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.future.await

/** Replays the streams that are in the cache, and stores those of the model. */
internal class CachedStreams(
    private val cache: ResponseCache<Call, Message.Assistant>,
    private val mode: CacheMode,
) {

    /** Emits the cached answer to [call], or else the frames of [ask], which calls the model. */
    suspend fun emitTo(
        collector: FlowCollector<StreamFrame>,
        call: Call,
        ask: () -> Flow<StreamFrame>,
    ) {
        val key = cache.key(call)
        val cached = key?.let { lookUp(it) }
        when {
            cached != null -> cached.toStreamFrames().forEach { collector.emit(it) }
            key == null -> collector.emitAll(ask())
            else -> collector.emitAndStore(ask()) { store(key, call, it) }
        }
    }

    private suspend fun store(key: ModelKey, call: Call, answer: Message.Assistant?) {
        if (answer == null) {
            cache.report(NotCacheableException("a stream that may be incomplete"))
        } else if (!FinishReasons.isPresent(answer.finishReason)) {
            // koog's OpenAI client ends the flow like this if the connection is closed in the
            // middle.
            cache.report(NotCacheableException("a stream without a finish reason"))
        } else {
            cache.storeAsync(key, call, answer).await()
        }
    }

    private suspend fun lookUp(key: ModelKey): Message.Assistant? =
        if (mode == CacheMode.REFRESH) null
        else
            cache.lookupAsync(key).await()?.takeUnless { answer ->
                // No frame can contain it. No stream is stored with one.
                answer.parts.any { it is MessagePart.Attachment }
            }

    private suspend fun FlowCollector<StreamFrame>.emitAndStore(
        frames: Flow<StreamFrame>,
        store: suspend (Message.Assistant?) -> Unit,
    ) {
        val streamed = StreamedAnswer()
        var end: StreamFrame.End? = null
        frames.collect { frame ->
            streamed.add(frame)
            end?.let { emit(it) }
            end = frame as? StreamFrame.End
            if (end == null) {
                emit(frame)
            }
        }
        store(streamed.answer())
        end?.let { emit(it) }
    }
}
