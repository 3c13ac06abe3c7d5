-- Serving roles look at what was migrated before they start anything. The table is older than the standing grants.
grant select on schema_migrations to marketplace_app;
