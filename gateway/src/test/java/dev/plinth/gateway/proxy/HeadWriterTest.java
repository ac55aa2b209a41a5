// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWriterTest {
    private static String written(HttpHeaders headers) {
        ByteBuf bytes = Unpooled.buffer();
        HeadWriter.write(headers, bytes);
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void headers_are_written_in_their_order() {
        HttpHeaders headers = HeaderNames.CHECKED
                .newHeaders()
                .add("Host", "shop")
                .add(AsciiString.cached("accept"), AsciiString.of("text/html"))
                .add("Accept", "*/*")
                .add("x-empty", "");

        assertThat(written(headers)).isEqualTo("Host: shop\r\naccept: text/html\r\nAccept: */*\r\nx-empty: \r\n");
    }

    @Test
    void a_part_of_a_longer_text_is_written_as_that_part() {
        AsciiString line = AsciiString.of("GET host: shop");
        HttpHeaders headers =
                HeaderNames.CHECKED.newHeaders().add(line.subSequence(4, 8, false), line.subSequence(10, 14, false));

        assertThat(written(headers)).isEqualTo("host: shop\r\n");
    }

    @Test
    void a_head_longer_than_any_before_has_room() {
        String long1 = "a".repeat(10_000);
        String long2 = "b".repeat(50_000);

        assertThat(written(HeaderNames.CHECKED.newHeaders().add("x", long1).add("y", long2)))
                .isEqualTo("x: " + long1 + "\r\ny: " + long2 + "\r\n");
    }

    @Test
    void a_letter_that_is_not_latin_cannot_become_a_line_break() {
        assertThat(written(HeaderNames.CHECKED.newHeaders().add("x", "caf\u00e9 \u010d\u010a\u4e0a")))
                .isEqualTo("x: caf\u00e9 ???\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "a\r\n", "a\u0000", "(a)", "a\u00e9", "\"a\"", "a\u0128"})
    void what_is_no_token_is_no_name(String name) {
        HttpHeaders headers = HeaderNames.CHECKED.newHeaders();

        assertThatIllegalArgumentException().isThrownBy(() -> headers.add(name, "1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> headers.add(new AsciiString(name.getBytes(StandardCharsets.ISO_8859_1)), "1"));
    }

    @Test
    void every_byte_is_judged_as_netty_judges_it() {
        for (int i = 0; i < 256; i++) {
            AsciiString name = new AsciiString(new byte[] {'x', (byte) i, 'y'});
            assertThat(accepts(HeaderNames.CHECKED.newHeaders(), name))
                    .as("byte %d", i)
                    .isEqualTo(
                            accepts(DefaultHttpHeadersFactory.headersFactory().newHeaders(), name));
        }
    }

    private static boolean accepts(HttpHeaders headers, AsciiString name) {
        try {
            headers.add(name, "1");
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void values_are_still_checked() {
        HttpHeaders headers = HeaderNames.CHECKED.newHeaders();

        assertThatIllegalArgumentException().isThrownBy(() -> headers.add("x", "1\r\ny: 2"));
    }
}
