#include "app/commands/backup.hpp"

#include "app/backup/archive.hpp"
#include "app/backup/piped_process.hpp"
#include "app/backup/progress.hpp"
#include "app/commands/command.hpp"
#include "app/commands/database.hpp"
#include "app/commands/with_pool.hpp"
#include "app/sql.hpp"
#include "base/clock.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto look_timeout = 30s;
constexpr std::size_t buffer_bytes = 256 * 1024;

struct source {
    bool is_standby = false;
    std::int64_t open_windows = 0;
    std::int64_t table_bytes = 0;
    std::string owner;
    std::string versions;
};

source look(const settings& from) {
    return with_pool(owner_connection(from), [](postgres::pool& pool) -> async::task<source> {
        const auto rows = co_await pool.run(
            postgres::lane::work, async::deadline::after(look_timeout), sql::backup_source);
        const auto row = rows[0];
        co_return source{.is_standby = row.at<bool>(0),
                         .open_windows = row.at<std::int64_t>(1),
                         .table_bytes = row.at<std::int64_t>(2),
                         .owner = row.at<std::string>(3),
                         .versions = row.at<std::string>(4)};
    });
}

settings standby_or_primary(settings with) {
    if (with.postgres_standby_host.empty())
        return with;
    with.postgres_host = with.postgres_standby_host;
    with.postgres_port = with.postgres_standby_port;
    return with;
}

void warn(const settings& from, const source& found) {
    fmt::print(stderr, "backup: reading {} at {}:{}\n",
               found.is_standby ? "the standby" : "the primary", from.postgres_host,
               from.postgres_port);
    if (found.is_standby)
        return;
    if (!from.postgres_standby_host.empty())
        fmt::print(stderr, "backup: warning: POSTGRES_STANDBY_HOST is no standby\n");
    if (found.open_windows > 0) {
        fmt::print(
            stderr,
            "backup: warning: windows are open now ({}): until the dump ends, reservations are "
            "slower; a standby (POSTGRES_STANDBY_HOST) or a quieter hour avoids that\n",
            found.open_windows);
    }
}

// A file that has its name only once it is whole; or standard output.
class target {
public:
    explicit target(fs::path path)
        : path_{std::move(path)}
        , is_stream_{path_ == standard_stream} {
        if (is_stream_) {
            if (::isatty(STDOUT_FILENO))
                throw usage_error{"a backup is not for a terminal: name a file, or redirect"};
            fd_ = STDOUT_FILENO;
            return;
        }
        if (fs::exists(path_))
            throw failure{fmt::format("{} exists", path_.string())};
        partial_ = path_;
        partial_ += ".partial";
        fd_ = ::open(partial_.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (fd_ < 0)
            fail();
    }
    ~target() {
        if (is_stream_ || fd_ < 0)
            return;
        ::close(fd_);
        std::error_code ignored;
        fs::remove(partial_, ignored);
    }
    target(const target&) = delete;
    target& operator=(const target&) = delete;

    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto put = ::write(fd_, bytes.data(), bytes.size());
            if (put < 0 && errno == EINTR)
                continue;
            if (put < 0)
                fail();
            bytes.remove_prefix(static_cast<std::size_t>(put));
        }
    }

    void finish() {
        if (is_stream_)
            return;
        if (::fsync(fd_) != 0 || ::close(std::exchange(fd_, -1)) != 0)
            fail();
        fs::rename(partial_, path_);
    }

private:
    [[noreturn]] void fail() const {
        throw failure{fmt::format("{} cannot be written: {}",
                                  is_stream_ ? "standard output" : partial_.string(),
                                  std::strerror(errno))};
    }

    fs::path path_;
    fs::path partial_;
    bool is_stream_;
    int fd_ = -1;
};

} // namespace

void back_up(const settings& with, const backup_options& options) {
    ::signal(SIGPIPE, SIG_IGN);
    const auto from = standby_or_primary(with);
    const auto now = std::chrono::system_clock::now();
    const auto path =
        options.file.value_or(fmt::format("marketplace-{:%Y%m%dT%H%M%SZ}.sql.zst",
                                          fmt::gmtime(std::chrono::system_clock::to_time_t(now))));
    target to{path};
    const auto found = look(from);
    warn(from, found);

    archive_writer archive{
        {.program_version = MARKETPLACE_VERSION,
         .created_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                                   fmt::gmtime(std::chrono::system_clock::to_time_t(now))),
         .database = from.postgres_db,
         .owner = found.owner,
         .versions = found.versions},
        [&to](std::string_view bytes) { to.write(bytes); }};
    set_client_environment(from);
    piped_process dump{{"pg_dump", "--no-password", "--encoding=UTF8"}, piped_process::end::output};
    progress shown{"backup", static_cast<std::uint64_t>(found.table_bytes)};
    std::vector<char> buffer(buffer_bytes);
    std::uint64_t bytes_in = 0;
    for (auto text = dump.read(buffer); !text.empty(); text = dump.read(buffer)) {
        archive.write(text);
        bytes_in += text.size();
        shown.at(bytes_in);
    }
    if (const int code = dump.wait(); code != 0)
        throw failure{fmt::format("pg_dump failed with exit code {}", code)};
    archive.finish();
    to.finish();
    shown.done(fmt::format("{} of SQL in {}{}", describe_bytes(bytes_in),
                           describe_bytes(archive.bytes_out()),
                           path == standard_stream ? "" : ": " + path.string()));
}

} // namespace app
