package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.astra.AstraDbByteStore
import dev.bytestore.cassandra.CassandraByteStore
import dev.bytestore.langchain4j.CachingChatModel
import dev.bytestore.micrometer.ByteStoreMetrics
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.readText
import kotlin.io.path.writeText
import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiTools

/** The folder of each module with a public API, and a class of it. */
private val modules =
    mapOf(
        "core-java/core" to ByteStore::class.java,
        "core-java/cassandra" to CassandraByteStore::class.java,
        "core-java/astra" to AstraDbByteStore::class.java,
        "core-java/langchain4j" to CachingChatModel::class.java,
        "core-java/micrometer" to ByteStoreMetrics::class.java,
        "core-java/spring-ai" to
            // A class that needs no class of Spring AI, which is not on this class path.
            Class.forName("dev.bytestore.spring.ai.JoinedText"),
        "core-java/spring-boot-starter" to
            Class.forName("dev.bytestore.spring.boot.BuilderCustomizer"),
        "kotlin-ext" to Class.forName("dev.bytestore.kotlin.ByteStoresKt"),
        // koog itself is not on this class path, and this class does not need it.
        "kotlin-ext/koog" to Class.forName("dev.bytestore.koog.PromptRequest"),
    )

private val withoutInternals =
    AbiFilters(
        includedClasses = emptySet(),
        excludedClasses = setOf("dev.bytestore.internal.**"),
        includedAnnotatedWith = emptySet(),
        excludedAnnotatedWith = emptySet(),
    )

private fun publicApiBeside(member: Class<*>): String = buildString {
    val artifact = artifactOf(member).toFile()
    val files = artifact.walk().filter { it.isFile && it.extension in setOf("class", "jar") }
    AbiTools.getInstance().printJvmDump(this, files.asIterable(), withoutInternals)
}

/** Nothing in the public API changes without a change of a file that is reviewed. */
class ApiSpec :
    FunSpec({
        test("each artifact of the BOM has a public.api") {
            val bom = Path.of("..", "core-java", "bom", "pom.xml").readText()
            val artifacts =
                Regex("<artifactId>bytestore-([\\w-]+)</artifactId>").findAll(bom).map {
                    it.groupValues[1]
                }

            artifacts.toSet() - "bom" shouldBe
                modules.keys.map { it.substringAfterLast('/').removeSuffix("-ext") }.toSet()
        }

        modules.forEach { (folder, member) ->
            test("the public API of $folder is the one in its file public.api") {
                val file = Path.of("..", folder, "public.api")
                val api = publicApiBeside(member)
                api shouldContain "class ${member.packageName.replace('.', '/')}/"
                if (System.getProperty("api.accept") != null) {
                    file.writeText(api)
                }

                val accepted = if (file.exists()) file.readText() else ""

                withClue(
                    "To accept the change, see \"Change the public API\" in CONTRIBUTING.md."
                ) {
                    api shouldBe accepted
                }
            }
        }
    })
