#include "app/backup/archive.hpp"
#include "app/backup/piped_process.hpp"
#include "app/backup/progress.hpp"
#include "app/commands/backup.hpp"
#include "app/commands/command.hpp"
#include "app/commands/database.hpp"
#include "app/commands/with_pool.hpp"
#include "app/schema_gate.hpp"
#include "app/sql.hpp"
#include "async/sleep.hpp"
#include "postgres/migrator.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto look_timeout = 30s;
constexpr auto look_every = 200ms;
constexpr auto others_leave_time = 2s;
constexpr auto analyze_timeout = 30min;
constexpr std::size_t buffer_bytes = 256 * 1024;

// psql runs all that it is given as one transaction: the lock ends with it.
std::string lock_script() {
    return fmt::format("do $$ begin if not pg_try_advisory_xact_lock({}) then raise exception "
                       "'the database is being migrated, or another restore runs'; end if; end $$;",
                       postgres::migration_lock);
}

class source_file {
public:
    explicit source_file(const fs::path& path)
        : is_stream_{path == standard_stream} {
        if (is_stream_) {
            if (::isatty(STDIN_FILENO))
                throw usage_error{"name the file of a backup, or redirect one to standard input"};
            fd_ = STDIN_FILENO;
            return;
        }
        fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd_ < 0)
            throw failure{fmt::format("{}: {}", path.string(), std::strerror(errno))};
        bytes_ = fs::file_size(path);
    }
    ~source_file() {
        if (!is_stream_)
            ::close(fd_);
    }
    source_file(const source_file&) = delete;
    source_file& operator=(const source_file&) = delete;

    bool is_stream() const { return is_stream_; }
    /// 0 when it is not known.
    std::uint64_t bytes() const { return bytes_; }
    void rewind() const { ::lseek(fd_, 0, SEEK_SET); }

    std::string_view read(std::vector<char>& into) const {
        for (;;) {
            const auto got = ::read(fd_, into.data(), into.size());
            if (got >= 0)
                return {into.data(), static_cast<std::size_t>(got)};
            if (errno != EINTR)
                throw failure{fmt::format("the backup cannot be read: {}", std::strerror(errno))};
        }
    }

private:
    bool is_stream_;
    int fd_ = -1;
    std::uint64_t bytes_ = 0;
};

// Throws archive_error, and what `reader`'s sink throws.
void read_all(const source_file& from, archive_reader& reader, const char* what) {
    std::vector<char> buffer(buffer_bytes);
    progress shown{what, from.bytes()};
    std::uint64_t bytes = 0;
    for (auto piece = from.read(buffer); !piece.empty(); piece = from.read(buffer)) {
        reader.feed(piece);
        bytes += piece.size();
        shown.at(bytes);
    }
    reader.finish();
}

// What speaks against replacing what the database holds; empty: nothing. A health check's
// connection is gone in a moment.
async::task<std::string> objection(postgres::pool& pool, bool force) {
    const auto others_leave = async::deadline::after(others_leave_time);
    for (;;) {
        const auto rows = co_await pool.run(
            postgres::lane::work, async::deadline::after(look_timeout), sql::restore_target);
        const auto others = rows[0].at<std::optional<std::string>>(0);
        if (!others) {
            if (rows[0].at<bool>(1) && !force)
                co_return "the database is not empty: --force replaces what it holds";
            co_return "";
        }
        if (others_leave.expired())
            co_return fmt::format("others are connected: {}. Stop them first", *others);
        co_await async::sleep_for(look_every);
    }
}

void refuse_unless_ready(const settings& with, bool force) {
    const auto why = with_pool(owner_connection(with),
                               [force](postgres::pool& pool) { return objection(pool, force); });
    if (!why.empty())
        throw failure{why};
}

void refuse_other_owner(const backup_about& about, const settings& with) {
    if (about.owner != with.postgres_user)
        throw failure{
            fmt::format("the backup's tables belong to {}: set POSTGRES_USER to it", about.owner)};
}

// The planner knows nothing of restored tables.
void analyze(const settings& with) {
    boost::asio::io_context io{1};
    async::run_to_end(io, [&]() -> async::task<> {
        const auto until = async::deadline::after(analyze_timeout);
        postgres::session own{owner_connection(with), "analyze"};
        co_await own.open(until);
        co_await own.run_script(until, "analyze");
        own.close();
    });
}

class restoring_psql {
public:
    restoring_psql()
        : psql_{{"psql", "-X", "--quiet", "--no-password", "--single-transaction",
                 "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-"},
                piped_process::end::input} {}

    void write(std::string_view sql) {
        if (!psql_.write(sql))
            throw failure{refusal()};
    }

    // Its input ends, and with it the transaction.
    void commit() {
        if (psql_.wait() != 0)
            throw failure{refusal()};
    }

private:
    static std::string refusal() {
        return "psql gave up, see above; the database is as it was before";
    }

    piped_process psql_; ///< killed when an exception leaves: then nothing is committed
};

} // namespace

void restore(const settings& with, const restore_options& options) {
    ::signal(SIGPIPE, SIG_IGN);
    const source_file from{options.file};
    if (!from.is_stream()) {
        archive_reader checked{[](std::string_view) {}};
        read_all(from, checked, "restore: checking");
        refuse_other_owner(*checked.about(), with);
        from.rewind();
    }
    refuse_unless_ready(with, options.force);

    set_client_environment(with);
    restoring_psql psql;
    psql.write(lock_script());
    psql.write(sql::restore_role.text);
    if (options.force)
        psql.write(sql::restore_empty.text);
    archive_reader reader{[&psql](std::string_view sql) { psql.write(sql); }};
    read_all(from, reader, "restore");
    const auto& about = *reader.about();
    refuse_other_owner(about, with);
    psql.commit();
    analyze(with);
    fmt::print(stderr, "restore: the backup of {} is in the database\n", about.created_at);
    if (const auto objection = version_objection(about.versions); !objection.empty())
        fmt::print(stderr, "restore: {}\n", objection);
}

} // namespace app
