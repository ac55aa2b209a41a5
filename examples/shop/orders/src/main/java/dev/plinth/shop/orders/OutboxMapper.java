// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

@Mapper
interface OutboxMapper {
    /** An event that waits for Kafka. */
    record Row(long position, UUID orderId, String event, String traceParent) {}

    @Insert("insert into outbox (order_id, event, trace_parent) values (#{orderId}, #{event}, #{traceParent})")
    void insert(UUID orderId, String event, String traceParent);

    /** One copy of the service at a time, until its transaction ends or its connection breaks. */
    @Select("select pg_try_advisory_xact_lock(hashtext('shop.orders.outbox'))")
    boolean tryLock();

    /**
     * Of each order only the oldest: what comes after it is not sent before it is acknowledged. Positions are given before transactions end,
     * so one may appear below others later; that is why there is no "sent up to here".
     */
    @Select("""
            select position, order_id, event, trace_parent from outbox waiting
            where not exists (
                select 1 from outbox earlier
                where earlier.order_id = waiting.order_id and earlier.position < waiting.position)
            order by position limit #{limit}""")
    List<Row> next(int limit);

    @Delete("delete from outbox where position = #{position}")
    void delete(long position);
}
