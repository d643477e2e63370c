package dev.bytestore.testing.dataapi;

import java.util.Set;

/** The commands on the documents of a collection. */
final class DocumentCommands {

  private static final Set<String> UPSERT = Set.of("upsert", "returnDocument");

  static final CommandTable<Target> TABLE =
      new CommandTable<Target>("CollectionCommand")
          .with(
              "insertOne",
              Set.of("document"),
              Set.of(),
              arguments -> arguments.requiredObject("document"),
              InsertCommands::insertOne)
          .with(
              "insertMany",
              Set.of("documents", "options"),
              Set.of("ordered", "returnDocumentResponses"),
              InsertCommands::checkNumber,
              InsertCommands::insertMany)
          .with(
              "find",
              Set.of("filter", "projection", "sort", "options"),
              Set.of("limit", "skip", "pageState", "includeSimilarity", "includeSortVector"),
              FindCommands::checkOptions,
              FindCommands::find)
          .with(
              "findOne",
              Set.of("filter", "projection", "sort", "options"),
              Set.of("includeSimilarity", "includeSortVector"),
              arguments -> {},
              FindCommands::findOne)
          .with("countDocuments", Set.of("filter"), FindCommands::count)
          .with("estimatedDocumentCount", Set.of(), FindCommands::estimate)
          .with(
              "findOneAndReplace",
              Set.of("filter", "replacement", "sort", "projection", "options"),
              UPSERT,
              ReplaceCommands::checkReplacement,
              ReplaceCommands::findOneAndReplace)
          .with(
              "updateOne",
              Set.of("filter", "update", "sort", "options"),
              Set.of("upsert"),
              arguments -> arguments.requiredObject("update"),
              ReplaceCommands::updateOne)
          .with("deleteOne", Set.of("filter", "sort"), DeleteCommands::deleteOne)
          .with("deleteMany", Set.of("filter"), DeleteCommands::deleteMany)
          .with(
              "findOneAndDelete",
              Set.of("filter", "sort", "projection"),
              DeleteCommands::findOneAndDelete);

  private DocumentCommands() {}
}
