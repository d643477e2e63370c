package dev.bytestore.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows which property is wrong and what to do, in place of a stack trace. */
final class PropertyFailureAnalyzer extends AbstractFailureAnalyzer<PropertyException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, PropertyException cause) {
    return new FailureAnalysis(cause.problem(), cause.action(), cause);
  }
}
