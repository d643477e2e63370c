/**
 * A cache for the prompt executors of koog.
 *
 * <p>The modules of koog are automatic. Their names are in their manifests.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // koog has no others.
module dev.bytestore.koog {
  requires io.github.oshai.kotlinlogging; // For koog, whose automatic modules require nothing.
  requires kotlinx.serialization.json;
  requires transitive agents.tools.jvm;
  requires transitive dev.bytestore.core;
  requires transitive kotlin.stdlib;
  requires transitive kotlinx.coroutines.core;
  requires transitive prompt.executor.model.jvm;
  requires transitive prompt.llm.jvm;
  requires transitive prompt.model.jvm;
  requires utils.jvm;

  exports dev.bytestore.koog;

  opens dev.bytestore.koog to
      dev.bytestore.core; // Keys contain the fields of JsonText.
}
