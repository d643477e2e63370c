package dev.bytestore.spring.boot;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if a property of {@code bytestore.cassandra} says what to connect to. */
final class OnCassandraAddressCondition extends SpringBootCondition {

  private static final List<String> ADDRESSES =
      List.of("contact-points", "secure-connect-bundle", "database-id", "init-string");

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    Binder binder = Binder.get(context.getEnvironment());
    ConditionMessage.Builder message = ConditionMessage.forCondition("bytestore.cassandra");
    for (String name : ADDRESSES) {
      if (binder.bind("bytestore.cassandra." + name, Bindable.listOf(String.class)).isBound()) {
        return ConditionOutcome.match(message.foundExactly(name));
      }
    }
    return ConditionOutcome.noMatch(
        message.because("none of %s is set".formatted(String.join(", ", ADDRESSES))));
  }
}
