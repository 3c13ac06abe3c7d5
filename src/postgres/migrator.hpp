#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "postgres/config.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postgres {

class session;

/// The advisory lock that whoever migrates or restores a database holds: "migr" in ASCII.
inline constexpr std::int64_t migration_lock = 0x6d696772;

/// A file of migrations/, embedded in the binary.
struct migration {
    std::string_view name; ///< V001__name.sql or R__name.sql
    std::string_view text;
};

/// The schema and this binary do not fit together; nothing was changed. The text names the files.
class migration_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The schema has versions that this binary does not know: it was migrated by a newer one.
class schema_is_newer : public migration_error {
public:
    using migration_error::migration_error;
};

/// Brings the schema to what the files say. V files run once, in the order of their numbers; R
/// files, which create or replace functions and views, run again after them when their text has
/// changed. Each file is one transaction with its entry in schema_migrations, unless its first line
/// is `-- no transaction`: then its statements run one by one, and one that fails leaves those
/// before it done, so each must bear being repeated. Any number of migrators may race: one works,
/// the others wait and find nothing left.
class migrator {
public:
    /// Connects as `owner`, whose `role` is ignored.
    migrator(config owner, std::span<const migration> files, base::logger log);

    /// The names of the files that `run` would run now, in order. Changes nothing.
    /// Throws migration_error when a V file was changed after it ran, schema_is_newer.
    async::task<std::vector<std::string>> plan(async::deadline until);

    /// Runs them; gives their names. Throws what `plan` throws, query_error for a file that fails,
    /// and base::outage.
    async::task<std::vector<std::string>> run(async::deadline until);

private:
    std::vector<const migration*>
    pending(const std::vector<std::pair<std::string, std::string>>& recorded) const;
    async::task<std::vector<const migration*>> find_pending(session& on,
                                                            async::deadline until) const;
    async::task<> lock(session& on, async::deadline until) const;
    async::task<> apply(session& on, const migration& file, async::deadline until) const;

    config owner_;
    std::vector<const migration*> files_;
    base::logger log_;
};

/// The statements of a script, cut at their semicolons; those in quotes, dollar quotes and comments
/// are text.
std::vector<std::string_view> split_statements(std::string_view script);

} // namespace postgres
