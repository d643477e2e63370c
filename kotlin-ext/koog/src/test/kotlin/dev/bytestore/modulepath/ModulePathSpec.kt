package dev.bytestore.modulepath

import dev.bytestore.testing.ChildJvm
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainInOrder
import io.kotest.matchers.shouldBe
import java.io.File
import java.time.Duration

/** The jars that only tests need. Some of them have packages of others. */
private val forTests =
    listOf(
        "junit",
        "kotest",
        "mockito",
        "assertj",
        "archunit",
        "hamcrest",
        "opentest",
        "testcontainers",
    )

/** The module as applications with a `module-info.java` use it, with koog's automatic modules. */
class ModulePathSpec :
    FunSpec({
        test("answers and streams are cached on the module path") {
            val entries =
                System.getProperty("java.class.path").split(File.pathSeparator).filter { entry ->
                    forTests.none { it in File(entry).name }
                }
            val (tests, modules) =
                entries.partition { "test-classes" in it || it.endsWith("-tests.jar") }

            val result =
                ChildJvm()
                    .run(
                        Duration.ofMinutes(2),
                        "--module-path",
                        modules.joinToString(File.pathSeparator),
                        "--add-modules",
                        "dev.bytestore.koog",
                        "-cp",
                        tests.joinToString(File.pathSeparator),
                        "dev.bytestore.modulepath.ProgramKt",
                    )

            result.output() shouldContainInOrder
                listOf(
                    "module module dev.bytestore.koog",
                    "cached: false",
                    "cached: true",
                    "cached stream: false",
                    "cached stream: true",
                )
            result.exitCode() shouldBe 0
        }
    })
