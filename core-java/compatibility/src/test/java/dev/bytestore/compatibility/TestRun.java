package dev.bytestore.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The program of a child JVM: runs test classes and prints the results. */
final class TestRun {

  private static final int STACK_FRAMES = 20;

  private TestRun() {}

  /** Arguments: the names of the test classes. */
  public static void main(String[] testClasses) {
    System.out.println("JDK " + Runtime.version().feature());
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Stream.of(testClasses).map(DiscoverySelectors::selectClass).toList())
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener, new Results());

    TestExecutionSummary summary = listener.getSummary();
    summary.printFailuresTo(new PrintWriter(System.out, true, UTF_8), STACK_FRAMES);
    // Not only of tests: a class whose preparation fails has none.
    long failed = summary.getTotalFailureCount();
    long skipped =
        summary.getTestsSkippedCount()
            + summary.getContainersSkippedCount()
            + summary.getTestsAbortedCount();
    System.out.println(
        "%d passed, %d failed, %d skipped"
            .formatted(summary.getTestsSucceededCount(), failed, skipped));
    // The threads of a session would keep the JVM alive.
    System.exit(failed == 0 ? 0 : 1);
  }

  private static final class Results implements TestExecutionListener {

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        System.out.println(result.getStatus() + " " + test.getDisplayName());
      }
    }
  }
}
