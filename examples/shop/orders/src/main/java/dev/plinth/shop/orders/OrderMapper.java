// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

@Mapper
interface OrderMapper {
    String COLUMNS = """
            id, customer, idempotency_key, film_id, title, quantity, amount_cents, currency, status, trace_id, trace_parent,
            attempts, placed_at, changed_at
            """;

    /** @return 0 when the customer has ordered with this key already */
    @Insert("""
            insert into shop_order (id, customer, idempotency_key, film_id, title, quantity, amount_cents, currency, status,
                                    trace_id, trace_parent, attempts, placed_at, changed_at, next_attempt_at)
            values (#{order.id}, #{order.customer}, #{order.idempotencyKey}, #{order.filmId}, #{order.title},
                    #{order.quantity}, #{order.amountCents}, #{order.currency}, #{order.status}, #{order.traceId},
                    #{order.traceParent}, #{order.attempts}, #{order.placedAt}, #{order.changedAt}, #{nextAttemptAt})
            on conflict (customer, idempotency_key) do nothing""")
    int insert(Order order, Instant nextAttemptAt);

    @Select("select " + COLUMNS + """
            from shop_order where customer = #{customer} and idempotency_key = #{idempotencyKey}""")
    Optional<Order> findByKey(String customer, String idempotencyKey);

    @Select("select " + COLUMNS + "from shop_order where customer = #{customer} and id = #{id}")
    Optional<Order> find(String customer, UUID id);

    @Select("select " + COLUMNS + """
            from shop_order where customer = #{customer} order by placed_at desc, id limit #{limit}""")
    List<Order> newest(String customer, int limit);

    /** Orders whose payment is due; locked until the transaction ends, and those that somebody else has locked are left to him. */
    @Select("select " + COLUMNS + """
            from shop_order where status = 'PLACED' and next_attempt_at <= #{now}
            order by next_attempt_at limit #{limit} for update skip locked""")
    List<Order> due(Instant now, int limit);

    @Update("update shop_order set attempts = attempts + 1, next_attempt_at = #{nextAttemptAt} where id = #{id}")
    void postpone(UUID id, Instant nextAttemptAt);

    /** @return 0 when it is at its end already */
    @Update("""
            update shop_order set status = #{status}, changed_at = #{changedAt}, next_attempt_at = null
            where id = #{id} and status = 'PLACED'""")
    int settle(UUID id, Order.Status status, Instant changedAt);
}
