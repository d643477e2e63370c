package dev.bytestore.spring.ai;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/** A tool that counts its calls. Like most tools, it has state that cannot be read. */
public final class FakeTool implements ToolCallback {

  private final ToolDefinition definition;
  private final AtomicInteger calls = new AtomicInteger();

  public FakeTool(String name, String description, String inputSchema) {
    this.definition =
        ToolDefinition.builder()
            .name(name)
            .description(description)
            .inputSchema(inputSchema)
            .build();
  }

  int calls() {
    return calls.get();
  }

  @Override
  public ToolDefinition getToolDefinition() {
    return definition;
  }

  @Override
  public String call(String input) {
    return "result " + calls.incrementAndGet();
  }
}
