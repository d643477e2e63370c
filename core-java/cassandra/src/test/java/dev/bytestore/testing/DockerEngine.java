package dev.bytestore.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;

/**
 * Checks without a pull whether a Docker engine can start a container. Testcontainers' own check
 * pulls an image first, which takes minutes if the registry cannot be reached.
 */
final class DockerEngine {

  /** The image, in any version, that removes the containers of a JVM that has ended. */
  private static final String REAPER = "testcontainers/ryuk";

  private DockerEngine() {}

  /**
   * Returns why a container of {@code image} cannot be started at once, or nothing if it can.
   *
   * @param limit how long the check may take
   */
  static Optional<String> problemWith(String image, Duration limit) {
    CompletableFuture<Optional<String>> problem = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                problem.complete(ask(image));
              } catch (Throwable e) { // for example, a class of the client is missing
                problem.complete(Optional.of("the Docker engine fails: " + e));
              }
            },
            "docker-engine");
    thread.setDaemon(true);
    thread.start();
    return problem
        .completeOnTimeout(
            Optional.of("the Docker engine did not respond within " + limit),
            limit.toMillis(),
            TimeUnit.MILLISECONDS)
        .join();
  }

  private static Optional<String> ask(String image) {
    List<DockerClientProviderStrategy> ways = new ArrayList<>();
    ServiceLoader.load(DockerClientProviderStrategy.class).forEach(ways::add);
    DockerClient client;
    try {
      client = DockerClientProviderStrategy.getFirstValidStrategy(ways).getDockerClient();
    } catch (IllegalStateException e) {
      return Optional.of("no Docker engine was found");
    }
    try {
      client.inspectImageCmd(image).exec();
    } catch (NotFoundException e) {
      return missing(image);
    }
    boolean needsReaper = !Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"));
    return needsReaper && client.listImagesCmd().withImageNameFilter(REAPER).exec().isEmpty()
        ? missing(REAPER)
        : Optional.empty();
  }

  private static Optional<String> missing(String image) {
    return Optional.of("the Docker engine does not have the image %s".formatted(image));
  }
}
