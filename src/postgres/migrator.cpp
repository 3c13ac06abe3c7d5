#include "postgres/migrator.hpp"

#include "async/sleep.hpp"
#include "base/encoding.hpp"
#include "base/errors.hpp"
#include "postgres/errors.hpp"
#include "postgres/session.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>
#include <openssl/sha.h>

namespace postgres {
namespace {

using namespace std::chrono_literals;

bool is_versioned(std::string_view name) {
    return name.starts_with('V');
}
bool is_repeatable(std::string_view name) {
    return name.starts_with("R__");
}

/// V001 of V001__name.sql.
std::string_view version_of(std::string_view name) {
    return name.substr(0, name.find("__"));
}

bool runs_without_transaction(std::string_view text) {
    return text.substr(0, text.find('\n')).starts_with("-- no transaction");
}

std::string checksum(std::string_view text) {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
    SHA256(base::as_bytes(text).data(), text.size(), digest.data());
    return base::to_hex(digest);
}

/// V002 before V010 before every R file; equal kinds by name.
bool runs_before(const migration* a, const migration* b) {
    if (is_versioned(a->name) != is_versioned(b->name))
        return is_versioned(a->name);
    return a->name < b->name;
}

constexpr const char* create_table =
    "create table if not exists schema_migrations ("
    "name text primary key, checksum text not null, applied_at timestamptz not null)";
constexpr const char* table_exists = "select to_regclass('schema_migrations') is not null";
constexpr const char* select_recorded = "select name, checksum from schema_migrations";
constexpr const char* record =
    "insert into schema_migrations (name, checksum, applied_at) values ($1, $2, clock_timestamp()) "
    "on conflict (name) do update set checksum = excluded.checksum, applied_at = "
    "excluded.applied_at";

} // namespace

migrator::migrator(config owner, std::span<const migration> files, base::logger log)
    : owner_{std::move(owner)}
    , log_{std::move(log)} {
    owner_.role.clear();
    for (const auto& file : files) {
        if (!is_versioned(file.name) && !is_repeatable(file.name)) {
            throw std::logic_error{
                fmt::format("{} is neither V###__name.sql nor R__name.sql", file.name)};
        }
        files_.push_back(&file);
    }
    std::ranges::sort(files_, runs_before);
    const auto same_version = [](const migration* a, const migration* b) {
        return is_versioned(a->name) && version_of(a->name) == version_of(b->name);
    };
    const auto twice = std::ranges::adjacent_find(files_, same_version);
    if (twice != files_.end()) {
        throw std::logic_error{fmt::format("two files have the version of {}", (*twice)->name)};
    }
}

std::vector<const migration*>
migrator::pending(const std::vector<std::pair<std::string, std::string>>& recorded) const {
    std::map<std::string_view, std::string_view> done;
    for (const auto& [name, sum] : recorded)
        done.emplace(name, sum);

    std::vector<const migration*> left;
    std::string changed;
    for (const auto* file : files_) {
        const auto found = done.find(file->name);
        if (found == done.end()) {
            left.push_back(file);
            continue;
        }
        const bool same = found->second == checksum(file->text);
        done.erase(found);
        if (same)
            continue;
        if (is_versioned(file->name)) {
            changed += fmt::format(" {}", file->name);
        } else {
            left.push_back(file);
        }
    }
    if (!changed.empty())
        throw migration_error{"changed after they ran:" + changed};
    std::string unknown;
    for (const auto& [name, sum] : done) {
        if (is_versioned(name))
            unknown += fmt::format(" {}", name);
    }
    if (!unknown.empty())
        throw schema_is_newer{"schema is newer than the binary:" + unknown};
    return left;
}

async::task<std::vector<const migration*>> migrator::find_pending(session& on,
                                                                  async::deadline until) const {
    std::vector<std::pair<std::string, std::string>> recorded;
    if ((co_await on.run(until, table_exists)).value<bool>()) {
        const auto rows = co_await on.run(until, select_recorded);
        for (int i = 0; i < rows.size(); ++i) {
            recorded.emplace_back(rows[i].at<std::string>(0), rows[i].at<std::string>(1));
        }
    }
    co_return pending(recorded);
}

/// Asks again and again: whoever waits inside pg_advisory_lock holds a snapshot, and a CREATE INDEX
/// CONCURRENTLY of the one who has the lock waits for that snapshot.
async::task<> migrator::lock(session& on, async::deadline until) const {
    while (!(co_await on.run(until, "select pg_try_advisory_lock($1)", params{migration_lock}))
                .value<bool>()) {
        if (until.expired())
            throw base::deadline_exceeded{"migration lock"};
        co_await async::sleep_for(100ms);
    }
}

async::task<> migrator::apply(session& on, const migration& file, async::deadline until) const {
    log_.info("migrating", {{"file", file.name}});
    const params entry{file.name, checksum(file.text)};
    try {
        if (runs_without_transaction(file.text)) {
            for (const auto one : split_statements(file.text))
                co_await on.run_script(until, std::string{one});
            co_await on.run(until, record, entry);
            co_return;
        }
        co_await on.run_script(until, "begin");
        co_await on.run_script(until, std::string{file.text});
        co_await on.run(until, record, entry);
        co_await on.run_script(until, "commit");
    } catch (const query_error& e) {
        throw query_error{std::string{file.name}, e.sqlstate(), e.constraint(), e.what()};
    }
}

async::task<std::vector<std::string>> migrator::plan(async::deadline until) {
    session own{owner_, "migrate"};
    co_await own.open(until);
    std::vector<std::string> names;
    for (const auto* file : co_await find_pending(own, until))
        names.emplace_back(file->name);
    co_return names;
}

async::task<std::vector<std::string>> migrator::run(async::deadline until) {
    session own{owner_, "migrate"};
    co_await own.open(until);
    co_await lock(own, until); // ends with the session
    co_await own.run_script(until, create_table);
    const auto left = co_await find_pending(own, until);
    std::vector<std::string> names;
    for (const auto* file : left) {
        co_await apply(own, *file, until);
        names.emplace_back(file->name);
    }
    co_return names;
}

} // namespace postgres
