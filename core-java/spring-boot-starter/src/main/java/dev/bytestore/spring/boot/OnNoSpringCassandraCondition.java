package dev.bytestore.spring.boot;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches unless {@code spring.cassandra} properties configure another session. */
final class OnNoSpringCassandraCondition extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    ConditionMessage.Builder message = ConditionMessage.forCondition("spring.cassandra");
    return Requested.isAnySet(context.getEnvironment(), "spring.cassandra")
        ? ConditionOutcome.noMatch(message.because("a property is set"))
        : ConditionOutcome.match(message.because("no property is set"));
  }
}
