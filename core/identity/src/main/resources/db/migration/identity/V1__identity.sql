-- People, their sessions, the secrets of apps and what was granted to them. No password, token, code or secret is here in clear:
-- passwords are Argon2id, everything else that is random is kept as its SHA-256.

create table user_account (
    id uuid primary key,
    username text not null unique,
    display_name text not null,
    email text,
    groups text[] not null default '{}',
    password text,
    disabled boolean not null default false,
    failures integer not null default 0,
    locked_until timestamptz,
    created_at timestamptz not null,
    password_changed_at timestamptz
);

comment on column user_account.password is 'encoded Argon2id hash; null until the first one is chosen';
comment on column user_account.failures is 'wrong passwords since the last right one';

create table session (
    id text primary key,
    token_hash bytea not null unique,
    user_id uuid not null references user_account on delete cascade,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    address text not null,
    user_agent text not null
);

create index session_of_user on session (user_id);

create table sign_in_link (
    token_hash bytea primary key,
    user_id uuid not null references user_account on delete cascade,
    created_by text not null,
    expires_at timestamptz not null
);

create table app_secret (
    id uuid primary key,
    app text not null,
    hash bytea not null unique,
    created_by text not null,
    created_at timestamptz not null
);

create index app_secret_app on app_secret (app);

create table authorization_grant (
    id text primary key,
    version integer not null,
    app text not null,
    grant_type text not null,
    subject text not null,
    user_id uuid references user_account on delete cascade,
    session_id text,
    auth_time timestamptz,
    scopes text[] not null,
    attributes json not null,
    created_at timestamptz not null
);

create index authorization_grant_user on authorization_grant (user_id);
create index authorization_grant_session on authorization_grant (session_id);

comment on column authorization_grant.version is 'a save of what somebody else has changed since it was read is refused';

create table grant_token (
    hash bytea primary key,
    grant_id text not null references authorization_grant on delete cascade,
    type text not null,
    issued_at timestamptz,
    expires_at timestamptz,
    invalidated boolean not null,
    superseded boolean not null default false,
    scopes text[] not null default '{}'
);

create index grant_token_grant on grant_token (grant_id);
create index grant_token_expiry on grant_token (expires_at);

comment on column grant_token.superseded is 'a refresh token that was exchanged for the next one; seen again, it was stolen';

create table consent (
    app text not null,
    user_id uuid not null references user_account on delete cascade,
    scopes text[] not null,
    primary key (app, user_id)
);

create table signing_key (
    id text primary key,
    sealed bytea not null,
    created_at timestamptz not null,
    active_from timestamptz not null,
    retired_at timestamptz not null
);

comment on column signing_key.retired_at is 'signs no more; still verifies until every token it signed has expired';

create table identity_event (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    type text not null,
    subject text not null,
    actor text not null,
    address text,
    detail text
);

create index identity_event_subject on identity_event (subject, id);
