#include "app/commands/shell.hpp"

#include "app/commands/command.hpp"
#include "app/commands/database.hpp"
#include "app/commands/with_pool.hpp"
#include "app/sql.hpp"
#include "json/text.hpp"
#include "tasks/client.hpp"

#include <array>
#include <iostream>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto look_timeout = 10s;
constexpr auto task_timeout = 60s;

constexpr const char* help_text =
    "user|store|product [ID or NAME]         look objects up, one JSON line each;\n"
    "promo|window|reservation [ID]           without an id: the ten newest\n"
    "call TASK [ARGUMENTS]                   run a task on a worker, wait for its result;\n"
    "send TASK [ARGUMENTS]                   or only send it. ARGUMENTS: [1, 2] or {\"name\": 1}\n"
    "setting NAME                            a setting as it is in force\n"
    "help, exit\n";

struct lookup {
    std::string_view word;
    const postgres::statement* statement;
};

constexpr std::array<lookup, 6> lookups{{{"user", &sql::shell_user},
                                         {"store", &sql::shell_store},
                                         {"product", &sql::shell_product},
                                         {"promo", &sql::shell_promo},
                                         {"window", &sql::shell_window},
                                         {"reservation", &sql::shell_reservation}}};

// The first word, which is taken off.
std::string_view take_word(std::string_view& text) {
    text = json::trimmed(text);
    const auto end = std::min(text.find_first_of(" \t"), text.size());
    const auto word = text.substr(0, end);
    text = json::trimmed(text.substr(end));
    return word;
}

tasks::task_call parse_call(std::string_view text) {
    tasks::task_call call;
    call.name = take_word(text);
    if (call.name.empty())
        throw failure{"which task?"};
    if (text.empty())
        return call;
    boost::system::error_code failed;
    const auto arguments = boost::json::parse({text.data(), text.size()}, failed);
    if (!failed && arguments.is_array()) {
        call.args = arguments.get_array();
    } else if (!failed && arguments.is_object()) {
        call.kwargs = arguments.get_object();
    } else {
        throw failure{"the arguments are neither a JSON array nor a JSON object"};
    }
    return call;
}

async::task<> run_task(const settings& with, tasks::task_call call, bool wait) {
    tasks::client client{co_await boost::asio::this_coro::executor,
                         redis::address::parse(with.celery_broker_url),
                         redis::address::parse(with.celery_result_backend),
                         {}};
    std::exception_ptr failed;
    try {
        const auto until = async::deadline::after(task_timeout);
        const auto id = co_await client.send(until, std::move(call));
        if (wait) {
            const auto ended = co_await client.wait(until, id);
            fmt::print("{}\n", boost::json::serialize(ended));
        } else {
            fmt::print("{}\n", id);
        }
    } catch (...) {
        failed = std::current_exception();
    }
    co_await client.close();
    if (failed)
        std::rethrow_exception(failed);
}

class shell {
public:
    explicit shell(const settings& with)
        : with_{with} {}

    bool is_over() const { return over_; }

    // Throws what went wrong.
    void run(std::string_view command) {
        auto rest = json::trimmed(command);
        const auto word = take_word(rest);
        if (word.empty() || word.starts_with('#'))
            return;
        for (const auto& each : lookups) {
            if (each.word == word)
                return look_up(each, std::string{rest});
        }
        if (word == "call" || word == "send")
            return call(parse_call(rest), word == "call");
        if (word == "setting")
            return print_setting(rest);
        if (word == "help") {
            fmt::print("{}", help_text);
        } else if (word == "exit" || word == "quit") {
            over_ = true;
        } else {
            throw failure{fmt::format("{}: no such word; `help` lists them", word)};
        }
    }

private:
    void look_up(const lookup& what, const std::string& which) const {
        const auto found =
            with_pool(serving_connection(with_),
                      [&](postgres::pool& pool) -> async::task<std::vector<std::string>> {
                          const auto rows = co_await pool.run(
                              postgres::lane::work, async::deadline::after(look_timeout),
                              *what.statement, postgres::params{which});
                          std::vector<std::string> lines;
                          for (int i = 0; i < rows.size(); ++i)
                              lines.push_back(rows[i].at<std::string>(0));
                          co_return lines;
                      });
        if (found.empty() && !which.empty())
            throw failure{fmt::format("there is no {} {}", what.word, which)};
        for (const auto& line : found)
            fmt::print("{}\n", line);
    }

    void call(tasks::task_call what, bool wait) const {
        boost::asio::io_context io{1};
        async::run_to_end(io, [&] { return run_task(with_, std::move(what), wait); });
    }

    void print_setting(std::string_view name) const {
        const auto all = print_settings(with_, settings_format::env, false);
        const auto start = fmt::format("{}=", name);
        for (std::string_view rest = all; !rest.empty();) {
            const auto line = rest.substr(0, rest.find('\n'));
            if (line.starts_with(start)) {
                fmt::print("{}\n", line.substr(start.size()));
                return;
            }
            rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        }
        throw failure{fmt::format("there is no setting {}", name)};
    }

    const settings& with_;
    bool over_ = false;
};

// False when it failed, which was said.
bool run_one(shell& in, std::string_view command) {
    try {
        in.run(command);
        std::fflush(stdout);
        return true;
    } catch (const std::exception& e) {
        std::fflush(stdout);
        fmt::print(stderr, "{}\n", e.what());
        return false;
    }
}

// Where the first command ends: a ; in a JSON text is none.
std::size_t end_of_command(std::string_view script) {
    bool quoted = false;
    for (std::size_t at = 0; at < script.size(); ++at) {
        const char c = script[at];
        if (quoted && c == '\\') {
            ++at;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == ';' || c == '\n')) {
            return at;
        }
    }
    return script.size();
}

int run_script(shell& in, std::string_view script) {
    while (!script.empty() && !in.is_over()) {
        const auto end = end_of_command(script);
        if (!run_one(in, script.substr(0, end)))
            return 1;
        script.remove_prefix(std::min(end + 1, script.size()));
    }
    return 0;
}

} // namespace

int run_shell(const settings& with, const shell_options& options) {
    shell in{with};
    if (options.script)
        return run_script(in, *options.script);
    const bool on_terminal = ::isatty(STDIN_FILENO) == 1;
    if (on_terminal)
        fmt::print("Flash promos marketplace. `help` lists what there is; Ctrl-D ends.\n");
    bool well = true;
    while (!in.is_over() && (well || on_terminal)) {
        if (on_terminal) {
            fmt::print(">>> ");
            std::fflush(stdout);
        }
        std::string line;
        if (!std::getline(std::cin, line))
            break;
        well = run_one(in, line);
    }
    return well || on_terminal ? 0 : 1;
}

} // namespace app
