package dev.bytestore.koog

import ai.koog.agents.core.tools.ToolDescriptor
import ai.koog.prompt.Prompt
import ai.koog.prompt.llm.LLModel

/**
 * A request to a [CachingPromptExecutor], for the functions of its options.
 *
 * @property model the model that answers, after the executor has resolved the requested one
 */
public class PromptRequest
internal constructor(
    public val prompt: Prompt,
    public val model: LLModel,
    public val tools: List<ToolDescriptor>,
)
