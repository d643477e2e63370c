package dev.bytestore.koog

import dev.bytestore.internal.TextHash
import dev.bytestore.internal.model.CanonicalJson
import dev.bytestore.internal.model.ModelKey
import dev.bytestore.internal.model.ObjectFields
import dev.bytestore.internal.model.ResponseCache

/**
 * The version of the keys. It is part of every key, and has to change whenever the keys of
 * unchanged requests would.
 */
internal const val KEY_VERSION: String = "bytestore-koog-1"

/** Makes the keys of requests; `docs/koog.md` describes them. */
internal class KeyFormat(private val modelKey: String) : ResponseCache.Keys<Call> {

    override fun of(request: Call, tenant: String?): ModelKey {
        val (prompt, model, tools) = request.request.run { Triple(prompt, model, tools) }
        val parameters = mapOf("model" to model, "prompt" to prompt, "tools" to tools)
        val llm =
            mutableMapOf<String, Any?>(
                "format" to KEY_VERSION,
                "operation" to request.operation.nameInKey,
                "provider" to model.provider.id,
                "model" to model.id,
                "model_key" to modelKey,
                // A hash, because the LlmCache receives this text, and parameters may be secret.
                "parameters" to TextHash.sha256(json.of(parameters)),
            )
        if (tenant != null) {
            llm["tenant"] = tenant
        }
        return ModelKey.of(json.of(prompt.messages), llm)
    }

    companion object {
        // No class of koog needs to be known to a native image.
        val json = CanonicalJson(ObjectFields(emptySet()), RequestFields)
    }
}
