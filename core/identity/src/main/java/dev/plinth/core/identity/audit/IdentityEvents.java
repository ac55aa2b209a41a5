// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.audit;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The log of what happened to users and apps. Written in the transaction of what it tells of, if there is one. */
@Component
public class IdentityEvents {
    private final JdbcClient jdbc;
    private final Clock clock;

    IdentityEvents(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public void record(
            IdentityEvent.Type type, String subject, String actor, @Nullable String address, @Nullable String detail) {
        jdbc.sql(
                        "insert into identity.identity_event (at, type, subject, actor, address, detail) values (?, ?, ?, ?, ?, ?)")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(type.name())
                .param(subject)
                .param(actor)
                .param(address)
                .param(detail)
                .update();
    }

    /** The newest first. */
    public List<IdentityEvent> find(String subject, int limit) {
        return jdbc.sql("""
                        select id, at, type, subject, actor, address, detail from identity.identity_event
                        where subject = ? order by id desc limit ?
                        """)
                .params(subject, limit)
                .query((row, i) -> new IdentityEvent(
                        row.getLong("id"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        IdentityEvent.Type.valueOf(row.getString("type")),
                        row.getString("subject"),
                        row.getString("actor"),
                        row.getString("address"),
                        row.getString("detail")))
                .list();
    }
}
