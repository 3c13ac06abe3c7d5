#pragma once

#include "postgres/config.hpp"
#include "postgres/migrator.hpp"
#include "support/process.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace testing_support {

/// A database of the private cluster.
class database {
public:
    explicit database(postgres::config owner)
        : owner_{std::move(owner)} {}

    /// As POSTGRES_USER, who owns the schema and is superuser; no role is taken.
    postgres::config owner() const { return owner_; }
    /// As serving processes connect: the same user in the role marketplace_app.
    postgres::config app() const;

    /// Runs a script as the owner, blocking; for fixtures.
    void execute(std::string_view sql) const;

private:
    postgres::config owner_;
};

/// A private PostgreSQL cluster on a free port of 127.0.0.1, without fsync. Run by root it belongs
/// to the user `postgres`, since PostgreSQL refuses root.
class postgres_server {
public:
    /// `durable`: with fsync, for measurements.
    explicit postgres_server(bool durable = false);

    /// Fast shutdown; connections are told 57P01.
    void stop() { process_->stop(); }
    /// kill -9 of the postmaster.
    void crash() { process_->crash(); }
    void start();

    /// How the owner reaches database `name`.
    postgres::config owner_of(std::string name) const;

    /// Makes an empty database, or a clone of the database `pattern`.
    database create(std::string name, std::string_view pattern = "template0");

    std::string log() const { return process_->log(); }

private:
    server_process::command command() const;

    bool durable_;
    std::unique_ptr<server_process> process_;
    std::uint16_t port_ = 0;
};

/// The test process's cluster, started by the first call and removed at exit. Call it on the main
/// thread.
postgres_server& private_postgres();

/// A new database with all migrations applied, cloned from one that is migrated once a test
/// process.
database& fresh_database();

/// The files that fresh_database() is made of.
std::span<const postgres::migration> all_migrations();

/// A new database without anything in it.
database& empty_database();

} // namespace testing_support
