-- A secret of an app either gets it tokens, or lets it send telemetry and nothing else.
alter table app_secret add column purpose text not null default 'token' check (purpose in ('token', 'ingest'));
