package dev.bytestore.koog

private const val MESSAGE = "ai.koog.prompt.message.Message"
private const val TOOLS = "ai.koog.agents.core.tools"
private const val LLM = "ai.koog.prompt.llm"
private const val PARAMS = "ai.koog.prompt.params.LLMParams"

/** The texts of a key, as the documents describe them. They are written by hand. */
val GOLDEN_PROMPT: String =
    listOf(
            message("System", """"parts": [${text("Be brief.")}]"""),
            message("User", """"parts": [${text("hi")}]"""),
            message(
                "Assistant",
                """"finishReason": "tool_calls", "parts": [{"class": "${MESSAGE}Part${'$'}Tool""" +
                    """${'$'}Call", "fields": {"args": "{}", "id": "1", "tool": "weather"}}]""",
            ),
            message(
                "User",
                """"parts": [{"class": "${MESSAGE}Part${'$'}Tool${'$'}Result", "fields": """ +
                    """{"id": "1", "parts": [${text("sunny")}], "tool": "weather"}}]""",
            ),
        )
        .joinToString(", ", "[", "]")

private fun message(type: String, fields: String): String =
    """{"class": "$MESSAGE${'$'}$type", "fields": {$fields}}"""

private fun text(text: String): String =
    """{"class": "${MESSAGE}Part${'$'}Text", "fields": {"text": "$text"}}"""

private const val GOLDEN_MODEL =
    """{"class": "$LLM.LLModel", "fields": {"capabilities": {"set": [""" +
        """"{\"class\": \"$LLM.LLMCapability${'$'}Completion\", \"fields\": """ +
        """{\"id\": \"completion\"}}", """ +
        """"{\"class\": \"$LLM.LLMCapability${'$'}Tools\", \"fields\": {\"id\": \"tools\"}}"]}, """ +
        """"contextLength": 1000, "id": "gpt-test", "provider": """ +
        """{"class": "$LLM.OpenAILLMProvider", "fields": {"display": "OpenAI", "id": "openai"}}}}"""

private const val GOLDEN_PARAMS =
    """{"class": "$PARAMS", "fields": {"additionalProperties": {"map": {"seed": """ +
        """{"class": "dev.bytestore.koog.JsonText", "fields": {"json": "7"}}}}, """ +
        """"temperature": 0.5, "toolChoice": {"class": "$PARAMS${'$'}ToolChoice${'$'}Auto", """ +
        """"fields": {}}}}"""

private const val GOLDEN_TOOL =
    """{"class": "$TOOLS.ToolDescriptor", "fields": {"description": "The weather", """ +
        """"name": "weather", "optionalParameters": [], "requiredParameters": [""" +
        """{"class": "$TOOLS.ToolParameterDescriptor", "fields": {"description": "Where", """ +
        """"name": "city", "type": {"class": "$TOOLS.ToolParameterType${'$'}String", """ +
        """"fields": {"name": "STRING"}}}}]}}"""

const val GOLDEN_PARAMETERS: String =
    """{"map": {"model": $GOLDEN_MODEL, "prompt": {"class": "ai.koog.prompt.Prompt", """ +
        """"fields": {"params": $GOLDEN_PARAMS}}, "tools": [$GOLDEN_TOOL]}}"""
