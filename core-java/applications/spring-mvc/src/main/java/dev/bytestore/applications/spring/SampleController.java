package dev.bytestore.applications.spring;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SampleController {

  private final BlockingByteStore pages;
  private final ChatClient chat;

  SampleController(ByteStore pages, ChatModel model) {
    this.pages = pages.blocking();
    this.chat = ChatClient.create(model);
  }

  @PutMapping("/pages/{id}")
  void save(@PathVariable("id") String id, @RequestBody byte[] content) {
    pages.mset(Map.of("page/" + id, content));
  }

  @GetMapping("/pages/{id}")
  ResponseEntity<byte[]> find(@PathVariable("id") String id) {
    byte[] content = pages.mget(List.of("page/" + id)).get(0);
    return content == null ? ResponseEntity.notFound().build() : ResponseEntity.ok(content);
  }

  @GetMapping("/answers")
  String answer(@RequestParam("question") String question) {
    return chat.prompt(question).call().content();
  }
}
