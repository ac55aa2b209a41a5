-- Alerts that came in, until what they are is part of the state of who tells.
create table intake (
    id     bigint generated always as identity primary key,
    env    text  not null,
    source text  not null,
    alerts jsonb not null
);

-- What is known of who was told what, by environment. Who writes has read the version before.
create table dispatch (
    env     text   primary key,
    version bigint not null,
    state   bytea  not null
);

-- Each time an alert fired, until it ended.
create sequence alert_id;
create table alert (
    id            bigint      primary key,
    env           text        not null,
    name          text        not null,
    fingerprint   text        not null,
    severity      text,
    source        text        not null,
    rule_group    text,
    labels        jsonb       not null,
    annotations   jsonb       not null,
    generator_url text        not null,
    started_at    timestamptz not null,
    ended_at      timestamptz,
    -- when somebody was first to be told
    told_at       timestamptz,
    claimed_at    timestamptz,
    claimed_by    text,
    flapping      boolean     not null default false,
    -- by receiver that was told, when the next one is, and whether that is done
    escalations   jsonb       not null default '{}',
    escalated_to  text,
    -- what belonged to it when it ended
    context       jsonb
);
create index alert_open on alert (env) where ended_at is null;
create index alert_started on alert (started_at desc, id desc);
create index alert_fingerprint on alert (env, fingerprint, id desc);

-- What happened to an alert.
create table happening (
    id    bigint generated always as identity primary key,
    alert bigint      not null references alert on delete cascade,
    at    timestamptz not null,
    type  text        not null,
    actor text,
    text  text        not null,
    data  jsonb       not null default '{}'
);
create index happening_alert on happening (alert, at);

-- Messages, and what became of them.
create table delivery (
    id              text        primary key,
    env             text        not null,
    receiver        text        not null,
    channel         text        not null,
    group_key       text        not null,
    alerts          bigint[]    not null,
    firing          int         not null,
    resolved        int         not null,
    state           text        not null,
    attempts        int         not null default 0,
    error           text,
    created_at      timestamptz not null,
    next_attempt_at timestamptz,
    ended_at        timestamptz
);
create index delivery_created on delivery (created_at desc);
create index delivery_alerts on delivery using gin (alerts);

-- When a dead man's switch was last told that all is well.
create table sign_of_life (
    env     text        not null,
    name    text        not null,
    seen_at timestamptz not null,
    primary key (env, name)
);
