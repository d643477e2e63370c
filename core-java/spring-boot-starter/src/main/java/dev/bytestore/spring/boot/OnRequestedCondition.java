package dev.bytestore.spring.boot;

import java.util.Map;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The condition of the annotation that is called {@code ConditionalOnRequested}. */
final class OnRequestedCondition extends SpringBootCondition {

  private static final String ANNOTATION =
      OnRequestedCondition.class.getPackageName() + ".ConditionalOnRequested";

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    Map<String, ?> attributes =
        Objects.requireNonNull(metadata.getAnnotationAttributes(ANNOTATION), ANNOTATION);
    String[] prefixes = (String[]) Objects.requireNonNull(attributes.get("value"));
    ConditionMessage.Builder message = ConditionMessage.forCondition("bytestore");
    for (String prefix : prefixes) {
      if (Requested.by(context.getEnvironment(), prefix)) {
        return ConditionOutcome.match(message.foundExactly(prefix + ".* properties"));
      }
    }
    return ConditionOutcome.noMatch(
        message.because("none of %s is set and enabled".formatted(String.join(".*, ", prefixes))));
  }
}
