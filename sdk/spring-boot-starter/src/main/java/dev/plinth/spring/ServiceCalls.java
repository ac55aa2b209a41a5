// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.Discovery;
import dev.plinth.client.PlinthClient;
import dev.plinth.client.ServiceInstance;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Takes requests for {@code http://orders/…} to an instance of the service {@code orders}. A host with a dot or a port, and {@code localhost},
 * is no service: it is left alone, and gets no token.
 */
final class ServiceCalls implements ClientHttpRequestInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceCalls.class);
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final PlinthClient client;

    ServiceCalls(PlinthClient client) {
        this.client = client;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        String service = request.getURI().getHost();
        if (service == null
                || request.getURI().getPort() >= 0
                || !"http".equals(request.getURI().getScheme())
                || service.equals("localhost")
                || !SERVICE.matcher(service).matches()) {
            return execution.execute(request, body);
        }
        if (!request.getHeaders().containsHeader(HttpHeaders.AUTHORIZATION)) {
            request.getHeaders().setBearerAuth(client.tokens().forService(service));
        }
        Discovery discovery = client.discovery();
        Set<ServiceInstance> tried = new HashSet<>();
        IOException last = null;
        for (ServiceInstance instance = discovery.next(service);
                instance != null;
                instance = discovery.next(service, tried)) {
            tried.add(instance);
            try {
                return execution.execute(new Addressed(request, instance), body);
            } catch (IOException e) {
                if (!isUnsent(e)) {
                    throw e;
                }
                LOG.debug("{} at {} was not reached: {}", service, instance.address(), e.toString());
                discovery.failed(instance);
                last = e;
            }
        }
        NoInstanceException none = new NoInstanceException(
                last == null
                        ? "%s: no instance is up in %s (up are: %s)"
                                .formatted(service, client.settings().env(), discovery.services())
                        : "%s: none of its %d instances could be reached".formatted(service, tried.size()));
        if (last != null) {
            none.initCause(last);
        }
        throw none;
    }

    /** Whether there was no connection: what may have arrived is not sent twice. */
    private static boolean isUnsent(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** The request, for one instance. */
    private static final class Addressed extends HttpRequestWrapper {
        private final URI uri;

        Addressed(HttpRequest request, ServiceInstance instance) {
            super(request);
            String host = instance.address().substring(0, instance.address().lastIndexOf(':'));
            this.uri = UriComponentsBuilder.fromUri(request.getURI())
                    .host(host)
                    .port(instance.port())
                    .build(true)
                    .toUri();
        }

        @Override
        public URI getURI() {
            return uri;
        }
    }
}
