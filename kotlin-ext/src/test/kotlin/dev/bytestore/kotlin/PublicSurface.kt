package dev.bytestore.kotlin

import java.lang.reflect.Modifier
import java.nio.file.FileSystems
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.isDirectory
import kotlin.io.path.walk
import kotlin.reflect.KFunction
import kotlin.reflect.jvm.kotlinFunction

/** The file facade of the functions, which Kotlin has no name for. */
val facade: Class<*> = Class.forName("dev.bytestore.kotlin.ByteStoresKt")

val kotlinFunctions: List<KFunction<*>> =
    facade.declaredMethods
        .filter { Modifier.isPublic(it.modifiers) && !it.isSynthetic }
        .map { checkNotNull(it.kotlinFunction) { "$it is no function of Kotlin's" } }

/** The public classes of the artifact that [member] is part of. */
fun publicClassesBeside(member: Class<*>): List<Class<*>> {
    val artifact = Path.of(member.protectionDomain.codeSource.location.toURI())
    // A directory when Maven stops before the phase `package`.
    return if (artifact.isDirectory()) publicClassesIn(artifact)
    else FileSystems.newFileSystem(artifact).use { jar -> publicClassesIn(jar.getPath("/")) }
}

private fun publicClassesIn(root: Path): List<Class<*>> =
    root
        .walk()
        .filter { it.extension == "class" && it.fileName.toString() != "module-info.class" }
        .map {
            root
                .relativize(it)
                .toString()
                .removeSuffix(".class")
                .replace(root.fileSystem.separator, ".")
        }
        .map { Class.forName(it, false, facade.classLoader) }
        // Anonymous classes have no canonical name; the compiler makes some of them public.
        .filter { Modifier.isPublic(it.modifiers) && it.canonicalName != null }
        .toList()
