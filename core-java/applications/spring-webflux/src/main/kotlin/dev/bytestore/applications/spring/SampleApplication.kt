package dev.bytestore.applications.spring

import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.boot.runApplication

/** An application of Spring WebFlux that keeps pages and answers in Cassandra. */
@SpringBootApplication(proxyBeanMethods = false) class SampleApplication

fun main(arguments: Array<String>) {
    runApplication<SampleApplication>(*arguments)
}
