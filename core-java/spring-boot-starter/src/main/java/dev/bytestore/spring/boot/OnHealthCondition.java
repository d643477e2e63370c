package dev.bytestore.spring.boot;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the health of the stores, or by default all health, is turned off. Spring Boot's
 * own condition has another package in each line.
 */
final class OnHealthCondition extends SpringBootCondition {

  private static final List<String> SWITCHES =
      List.of("management.health.bytestore.enabled", "management.health.defaults.enabled");

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    Binder binder = Binder.get(context.getEnvironment());
    ConditionMessage.Builder message = ConditionMessage.forCondition("bytestore health");
    for (String name : SWITCHES) {
      BindResult<Boolean> enabled = binder.bind(name, Boolean.class);
      if (enabled.isBound()) {
        return new ConditionOutcome(enabled.get(), message.because(name + " is " + enabled.get()));
      }
    }
    return ConditionOutcome.match(message.because("no property turns it off"));
  }
}
