#pragma once

#include "app/settings.hpp"
#include "postgres/config.hpp"

#include <optional>
#include <string>

namespace app {

/// How the owner of the schema connects: for migrations and what only the owner may do.
postgres::config owner_connection(const settings& with);

/// How serving roles connect.
postgres::config serving_connection(const settings& with);

struct migrate_options {
    bool plan = false;
};

/// Brings the schema up to date, or prints what would run. Waits up to a minute for the database.
/// Throws failure.
void migrate(const settings& with, const migrate_options& options);

struct superuser_options {
    std::optional<std::string> username;
    std::optional<std::string> email;
    /// Ask nothing: the rest comes from DJANGO_SUPERUSER_USERNAME, _EMAIL and _PASSWORD.
    bool no_input = false;
};

void create_superuser(const settings& with, const superuser_options& options);

/// Asks for the new password twice, on the terminal.
void change_password(const settings& with, const std::string& username);

/// Tells PostgreSQL's own programs, which this process then starts, where to connect as the owner.
void set_client_environment(const settings& with);

/// Replaces this process by psql, as the owner of the schema.
[[noreturn]] void open_database_shell(const settings& with,
                                      const std::vector<std::string>& arguments);

} // namespace app
