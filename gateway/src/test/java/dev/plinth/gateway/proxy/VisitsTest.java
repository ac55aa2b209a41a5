// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitsTest {
    @ParameterizedTest(name = "{0}: {1} {2} for {3}, accepting {4}, answered with {5}")
    @CsvSource(textBlock = """
            true , GET , 200, document, text/html       , text/html
            true , GET , 200, document,                 , application/pdf
            true , GET , 200,         ,                 , Text/HTML;charset=utf-8
            true , GET , 304, document, text/html       ,
            true , GET , 304,         , 'text/html, */*',
            false, GET , 304,         , application/json,
            false, GET , 200, empty   , text/html       , text/html
            false, GET , 200, iframe  , text/html       , text/html
            false, GET , 200,         , text/html       , application/json
            false, GET , 200,         ,                 ,
            false, POST, 200, document, text/html       , text/html
            false, HEAD, 200,         ,                 , text/html
            false, GET , 302, document, text/html       , text/html
            false, GET , 404, document, text/html       , text/html
            false, GET , 500,         ,                 , text/html
            """)
    void pages_are_what_people_look_at(
            boolean page,
            String method,
            int status,
            @Nullable String wanted,
            @Nullable String accepted,
            @Nullable String type) {
        var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/");
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        if (wanted != null) {
            request.headers().set("Sec-Fetch-Dest", wanted);
        }
        if (accepted != null) {
            request.headers().set("Accept", accepted);
        }
        if (type != null) {
            response.headers().set("Content-Type", type);
        }
        assertThat(Visits.isPage(request, response)).isEqualTo(page);
    }

    @Test
    void what_is_told_of_the_business_is_taken_off_and_bounded() {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        assertThat(Visits.takeBusiness(response.headers())).isNull();
        response.headers().set("Plinth-Business", "amount=12.5");
        assertThat(Visits.takeBusiness(response.headers())).isEqualTo("amount=12.5");
        assertThat(response.headers().contains("Plinth-Business")).isFalse();
        response.headers().set("Plinth-Business", "a=\"" + "x".repeat(1_100) + "\"");
        assertThat(Visits.takeBusiness(response.headers())).isNull();
        assertThat(response.headers().isEmpty()).isTrue();
    }
}
