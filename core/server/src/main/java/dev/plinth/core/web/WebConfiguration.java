// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.web;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells Tomcat how to speak. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
        return server -> server.setProtocol(SmallBuffersProtocol.class.getName());
    }
}
