package dev.bytestore.applications.quarkus;

import io.smallrye.mutiny.Uni;

/** A model that is asked without LangChain4j. */
interface Summarizer {

  Uni<String> ask(String prompt);
}
