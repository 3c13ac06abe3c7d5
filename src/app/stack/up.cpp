#include "app/stack/up.hpp"

#include "app/commands/command.hpp"
#include "app/commands/health.hpp"
#include "app/seed/seed.hpp"
#include "app/stack/postgres_cluster.hpp"
#include "app/stack/redis_server.hpp"
#include "app/stack/stack_settings.hpp"
#include "app/stack/supervisor.hpp"
#include "async/console_sink.hpp"
#include "async/sleep.hpp"

#include <charconv>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
namespace asio = boost::asio;

constexpr auto start_timeout = 60s;
constexpr auto stop_patience = 20s;

// The account for a server that must not run as root; nothing when we are not root.
std::optional<unix_account> account_for(const char* name) {
    if (::geteuid() != 0)
        return std::nullopt;
    auto account = unix_account::find(name);
    if (!account)
        throw failure{
            fmt::format("the system has no user {}: is the server's package installed?", name)};
    return account;
}

bool can_enter(const unix_account& who, const fs::path& folder) {
    struct stat about{};
    if (::stat(folder.c_str(), &about) != 0)
        return false;
    if (about.st_uid == who.user)
        return (about.st_mode & S_IXUSR) != 0;
    if (about.st_gid == who.group)
        return (about.st_mode & S_IXGRP) != 0;
    return (about.st_mode & S_IXOTH) != 0;
}

// As root the servers run as other users: they must be able to reach their folders below.
void prepare_folder(const data_dir& dir, const std::optional<unix_account>& server_account) {
    fs::create_directories(dir.path());
    if (!server_account)
        return fs::permissions(dir.path(), fs::perms::owner_all);
    ::chmod(dir.path().c_str(), S_IRWXU | S_IXGRP | S_IXOTH);
    for (auto above = fs::canonical(dir.path()); above != above.root_path();
         above = above.parent_path()) {
        if (can_enter(*server_account, above))
            continue;
        throw failure{fmt::format("the user {} cannot enter {}: choose another --data-dir, or run "
                                  "as another user than root",
                                  server_account->name, above.string())};
    }
}

// Sockets live here: a path must stay below 107 bytes, so it is not in the data folder.
class run_folder {
public:
    run_folder() {
        char name[] = "/tmp/marketplace-XXXXXX";
        if (!::mkdtemp(name))
            throw std::system_error{errno, std::generic_category(), name};
        path_ = name;
        ::chmod(name, S_IRWXU | S_IXGRP | S_IXOTH);
    }
    ~run_folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    run_folder(const run_folder&) = delete;
    run_folder& operator=(const run_folder&) = delete;

    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

std::uint16_t port_of(const async::setting_texts& stack, const char* name) {
    const auto& text = stack.at(name);
    std::uint16_t port = 0;
    std::from_chars(text.data(), text.data() + text.size(), port);
    return port;
}

class stack {
public:
    stack(asio::io_context& io, const up_options& options, const data_dir& dir,
          async::setting_texts texts)
        : dir_{dir}
        , demo_{options.demo}
        , reload_{options.reload}
        , texts_{std::move(texts)}
        , sink_{async::make_console_sink()}
        , log_{base::logger{sink_, base::log_level::info, base::log_format::text}.with("program",
                                                                                       "up")}
        , signals_{io, SIGINT, SIGTERM}
        , stop_{io.get_executor()}
        , programs_{io.get_executor(), log_,
                    [this](const std::string& name, std::string_view line) { print(name, line); }}
        , postgres_{{.folder = dir.postgres(),
                     .socket_folder = run_folder_.path() / "postgres",
                     .port = port_of(texts_, "POSTGRES_PORT"),
                     .database = texts_.at("POSTGRES_DB"),
                     .user = texts_.at("POSTGRES_USER"),
                     .password = texts_.at("POSTGRES_PASSWORD"),
                     .run_as = account_for("postgres")}}
        , redis_{{.folder = dir.redis(),
                  .port = port_of(texts_, "REDIS_PORT"),
                  .password = texts_.at("REDIS_PASSWORD"),
                  .run_as = account_for("redis")}}
        , starting_{io.get_executor(), {}} {}

    async::task<int> run() {
        await_signal();
        starting_.spawn("start", start());
        co_await starting_.join();
        if (!failed_ && !stopping_) {
            print_addresses();
            while (!stopping_)
                co_await stop_.wait();
        }
        log_.info("stopping");
        co_await programs_.stop_all(stop_patience);
        signals_.cancel();
        if (failed_ && !stopping_)
            std::rethrow_exception(failed_);
        co_return failed_ ? 1 : 0;
    }

private:
    void await_signal() {
        signals_.async_wait([this](const boost::system::error_code& cancelled, int) {
            if (cancelled)
                return;
            if (stopping_) {
                programs_.kill_all();
            } else {
                stopping_ = true;
                programs_.interrupt_once();
                starting_.cancel();
                stop_.notify_all();
            }
            await_signal();
        });
    }

    async::task<> start() {
        try {
            co_await start_parts();
        } catch (...) {
            failed_ = std::current_exception();
        }
    }

    async::task<> start_parts() {
        if (!postgres_.exists())
            co_await postgres_.create(programs_);
        programs_.keep_running(redis_.server());
        programs_.keep_running(postgres_.server());
        const auto until = async::deadline::after(start_timeout);
        co_await postgres_.wait_ready(programs_, until);
        co_await run_ourselves({"migrate"});
        if (demo_)
            co_await run_ourselves({"seed", "--demo", "--if-empty"});
        co_await redis_.wait_ready(until);
        for (const char* role : {"localaws", "worker", "beat", "web"})
            programs_.keep_running(ourselves(arguments_of(role)));
        const auto port = port_of(texts_, "WEB_PORT");
        while (!co_await is_well(port, "/readyz", async::deadline::after(2s))) {
            if (until.expired())
                throw base::deadline_exceeded{"the start of web"};
            co_await async::sleep_for(20ms);
        }
    }

    std::vector<std::string> arguments_of(const std::string& role) const {
        // A program that was built anew may bring migrations along.
        if (role == "web" && reload_)
            return {role, "--migrate"};
        return {role};
    }

    async::task<> run_ourselves(std::vector<std::string> arguments) {
        const auto name = arguments.front();
        const int status = co_await programs_.run_once(ourselves(std::move(arguments)));
        if (status != 0)
            throw failure{
                fmt::format("`marketplace {}` failed: {}", name, describe_status(status))};
    }

    program ourselves(std::vector<std::string> arguments) const {
        program what;
        what.name = arguments.front();
        what.arguments = std::move(arguments);
        what.arguments.insert(what.arguments.begin(), fs::read_symlink("/proc/self/exe").string());
        what.environment = child_environment(texts_);
        what.folder = fs::current_path();
        return what;
    }

    void print(const std::string& name, std::string_view line) {
        sink_->write(base::log_level::info, fmt::format("{:<8} | {}", name, line));
    }

    void print_addresses() const {
        fmt::print("ready: http://localhost:{}\n", texts_.at("WEB_PORT"));
        fmt::print("  SNS and SQS  http://localhost:{}\n", texts_.at("LOCALAWS_PORT"));
        fmt::print("  PostgreSQL   127.0.0.1:{} (marketplace dbshell --data-dir {})\n",
                   texts_.at("POSTGRES_PORT"), dir_.path().string());
        fmt::print("  Redis        127.0.0.1:{}\n", texts_.at("REDIS_PORT"));
        fmt::print("  data         {}\n", dir_.path().string());
        if (demo_)
            fmt::print("  log in as    admin, merchant or shopper, password {}\n", demo_password);
        std::fflush(stdout);
    }

    data_dir dir_;
    bool demo_;
    bool reload_;
    async::setting_texts texts_;
    run_folder run_folder_;
    std::shared_ptr<base::log_sink> sink_;
    base::logger log_;
    asio::signal_set signals_;
    async::event stop_;
    supervisor programs_;
    postgres_cluster postgres_;
    redis_server redis_;
    async::task_group starting_;
    bool stopping_ = false;
    std::exception_ptr failed_;
};

} // namespace

int run_up(const up_options& options) {
    const data_dir dir{
        fs::absolute(options.data_dir.value_or(data_dir::default_path())).lexically_normal()};
    prepare_folder(dir, account_for("postgres"));
    const auto lock = stack_lock::take(dir, fmt::format("process {}", ::getpid()));
    if (!lock)
        throw failure{lock.error()};
    auto texts = make_stack_settings(dir, options);
    write_stack_file(dir, texts);

    asio::io_context io{1};
    stack whole{io, options, dir, std::move(texts)};
    int code = 1;
    std::exception_ptr failed;
    asio::co_spawn(io, whole.run(), [&](std::exception_ptr e, int c) {
        failed = e;
        code = c;
    });
    io.run();
    if (failed)
        std::rethrow_exception(failed);
    return code;
}

} // namespace app
