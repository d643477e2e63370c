package dev.bytestore.applications.starter;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class StarterApplication {

  public static void main(String[] arguments) {
    SpringApplication.run(StarterApplication.class, arguments);
  }
}
