create table shop_order (
    id              uuid primary key,
    customer        text        not null,
    idempotency_key text        not null,
    film_id         integer     not null,
    title           text        not null,
    quantity        integer     not null check (quantity > 0),
    amount_cents    bigint      not null check (amount_cents > 0),
    currency        text        not null,
    status          text        not null check (status in ('PLACED', 'PAID', 'PAYMENT_FAILED')),
    trace_id        text        not null,
    trace_parent    text        not null,
    attempts        integer     not null,
    placed_at       timestamptz not null,
    changed_at      timestamptz not null,
    -- when its payment is tried again; null once it is at its end
    next_attempt_at timestamptz,
    unique (customer, idempotency_key)
);

create index shop_order_of_customer on shop_order (customer, placed_at desc);
create index shop_order_due on shop_order (next_attempt_at) where status = 'PLACED';

create table outbox (
    position     bigint generated always as identity primary key,
    order_id     uuid not null,
    event        text not null,
    trace_parent text not null
);

create index outbox_of_order on outbox (order_id, position);
