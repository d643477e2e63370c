package dev.bytestore.applications.spring;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

@Service
class SamplePages {

  private final BlockingByteStore pages;

  SamplePages(ByteStore pages) {
    this.pages = pages.blocking();
  }

  void save(String id, byte[] content) {
    pages.mset(Map.of("page/" + id, content));
  }

  Optional<byte[]> find(String id) {
    return Optional.ofNullable(pages.mget(List.of("page/" + id)).get(0));
  }
}
