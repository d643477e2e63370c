package dev.bytestore.koog

import ai.koog.prompt.executor.model.PromptExecutor
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.io.File
import kotlin.io.path.Path
import kotlin.io.path.readText

class SupportedVersionSpec :
    FunSpec({
        test("the documents name the version of koog that the tests run on") {
            val jar = File(PromptExecutor::class.java.protectionDomain.codeSource.location.toURI())
            val version = jar.name.removePrefix("prompt-executor-model-jvm-").removeSuffix(".jar")
            val docs = Path("..", "..", "docs")

            docs.resolve("versioning.md").readText().lines().single {
                it.startsWith("| koog |")
            } shouldBe "| koog | $version |"
            docs.resolve("koog.md").readText() shouldContain "We test koog $version."
            docs.resolve("CHANGELOG.md").readText() shouldContain "tested with $version |"
        }
    })
