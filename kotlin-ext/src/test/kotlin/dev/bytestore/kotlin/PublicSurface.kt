package dev.bytestore.kotlin

import java.lang.reflect.Modifier
import java.nio.file.FileSystems
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.isDirectory
import kotlin.io.path.walk
import kotlin.reflect.KFunction
import kotlin.reflect.KVisibility
import kotlin.reflect.jvm.kotlinFunction

private const val FILE_FACADE = 2

/** The public classes and functions of the Kotlin artifact, as Java sees them. */
val publicClasses: List<Class<*>> =
    // Kotlin has no name for the class of a file's functions.
    publicClassesBeside(Class.forName("dev.bytestore.kotlin.ByteStoresKt"))

val fileFacades: List<Class<*>> =
    publicClasses.filter { it.getAnnotation(Metadata::class.java)?.kind == FILE_FACADE }

/** The functions of all files, without the internal ones, which are public only for Java. */
val kotlinFunctions: List<KFunction<*>> =
    fileFacades
        .flatMap { it.declaredMethods.asList() }
        .filter { Modifier.isPublic(it.modifiers) && !it.isSynthetic }
        .map { checkNotNull(it.kotlinFunction) { "$it is no function of Kotlin's" } }
        .filter { it.visibility == KVisibility.PUBLIC }

/** The jar that contains [member], or a directory when Maven stops before the phase `package`. */
fun artifactOf(member: Class<*>): Path =
    Path.of(member.protectionDomain.codeSource.location.toURI())

/** Returns the public classes of the artifact that contains [member]. */
fun publicClassesBeside(member: Class<*>): List<Class<*>> {
    val artifact = artifactOf(member)
    return if (artifact.isDirectory()) publicClassesIn(artifact, member.classLoader)
    else
        FileSystems.newFileSystem(artifact).use { jar ->
            publicClassesIn(jar.getPath("/"), member.classLoader)
        }
}

private fun publicClassesIn(root: Path, loader: ClassLoader): List<Class<*>> =
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
        .map { Class.forName(it, false, loader) }
        // Anonymous classes have no canonical name; the compiler makes some of them public.
        .filter { Modifier.isPublic(it.modifiers) && it.canonicalName != null }
        .toList()
