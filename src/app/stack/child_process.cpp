#include "app/stack/child_process.hpp"

#include "async/deadline.hpp"

#include <array>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace app {

namespace {

// A line longer than this is handed on in pieces.
constexpr std::size_t line_bytes_max = 16 * 1024;
// How long a dead program's children may keep its output open.
constexpr std::chrono::milliseconds last_lines_timeout{500};

[[noreturn]] void throw_errno(const char* what) {
    throw std::system_error{errno, std::generic_category(), what};
}

struct pipe_ends {
    int read = -1;
    int write = -1;

    pipe_ends() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            throw_errno("pipe");
        read = ends[0];
        write = ends[1];
    }
    ~pipe_ends() {
        if (read >= 0)
            ::close(read);
        if (write >= 0)
            ::close(write);
    }
    pipe_ends(const pipe_ends&) = delete;
    pipe_ends& operator=(const pipe_ends&) = delete;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> all;
    all.reserve(texts.size() + 1);
    for (const auto& text : texts)
        all.push_back(const_cast<char*>(text.c_str()));
    all.push_back(nullptr);
    return all;
}

// All that happens between fork and exec: system calls only, since other threads may hold locks.
[[noreturn]] void become(const program& what, pid_t parent, int in, int out, int report,
                         char* const* arguments, char* const* environment) {
    const auto fail = [report] {
        const int error = errno;
        [[maybe_unused]] const auto sent = ::write(report, &error, sizeof error);
        ::_exit(127);
    };
    if (::setpgid(0, 0) != 0)
        fail();
    if (::dup2(in, STDIN_FILENO) < 0 || ::dup2(out, STDOUT_FILENO) < 0 ||
        ::dup2(out, STDERR_FILENO) < 0)
        fail();
    if (what.run_as) {
        const auto& account = *what.run_as;
        if (::setgroups(account.groups.size(), account.groups.data()) != 0)
            fail();
        if (::setgid(account.group) != 0 || ::setuid(account.user) != 0)
            fail();
    }
    if (::chdir(what.folder.c_str()) != 0)
        fail();
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    // After setuid, which clears it.
    if (::prctl(PR_SET_PDEATHSIG, what.stop_signal) != 0)
        fail();
    if (::getppid() != parent)
        ::_exit(127);
    ::execve(arguments[0], arguments, environment);
    fail();
    ::_exit(127);
}

pid_t start(const program& what, int out) {
    const auto arguments = pointers(what.arguments);
    const auto environment = pointers(what.environment);
    pipe_ends in;
    pipe_ends report;
    const auto parent = ::getpid();
    const auto pid = ::fork();
    if (pid < 0)
        throw_errno("fork");
    if (pid == 0)
        become(what, parent, in.read, out, report.write, arguments.data(), environment.data());

    ::close(std::exchange(report.write, -1));
    int error = 0;
    if (::read(report.read, &error, sizeof error) == sizeof error) {
        ::waitpid(pid, nullptr, 0);
        throw std::system_error{error, std::generic_category(), what.arguments.at(0)};
    }
    // A few lines: they fit the pipe's buffer.
    [[maybe_unused]] const auto sent =
        ::write(in.write, what.standard_input.data(), what.standard_input.size());
    return pid;
}

int open_pidfd(pid_t pid) {
    const auto descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (descriptor < 0)
        throw_errno("pidfd_open");
    return descriptor;
}

} // namespace

std::optional<unix_account> unix_account::find(const std::string& name) {
    const auto* entry = ::getpwnam(name.c_str());
    if (!entry)
        return std::nullopt;
    unix_account account{entry->pw_uid, entry->pw_gid, {}, name};
    int count = 64;
    account.groups.resize(static_cast<std::size_t>(count));
    if (::getgrouplist(name.c_str(), account.group, account.groups.data(), &count) < 0)
        count = 0;
    account.groups.resize(static_cast<std::size_t>(count));
    return account;
}

child_process::child_process(boost::asio::any_io_executor executor, const program& what,
                             line_handler on_line)
    : name_{what.name}
    , on_line_{std::move(on_line)}
    , ended_{executor}
    , output_{executor}
    , reading_{executor, {}} {
    pipe_ends out;
    pid_ = start(what, out.write);
    output_.assign(std::exchange(out.read, -1));
    ended_.assign(open_pidfd(pid_));
}

child_process::~child_process() {
    if (status_)
        return;
    send_to_group(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

async::task<int> child_process::wait() {
    namespace asio = boost::asio;
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    reading_.spawn("output of " + name_, read_lines());
    co_await ended_.async_wait(asio::posix::descriptor_base::wait_read, asio::use_awaitable);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    status_ = status;
    try {
        co_await async::with_deadline(async::deadline::after(last_lines_timeout), "last lines",
                                      reading_.join());
    } catch (const base::deadline_exceeded&) {
        output_.close();
    }
    co_await reading_.join();
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    co_return status;
}

async::task<> child_process::read_lines() {
    namespace asio = boost::asio;
    std::string line;
    std::array<char, 8192> bytes;
    for (;;) {
        boost::system::error_code failed;
        const auto count = co_await output_.async_read_some(
            asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, failed));
        std::string_view read{bytes.data(), count};
        for (auto end = read.find('\n'); end != std::string_view::npos; end = read.find('\n')) {
            line += read.substr(0, end);
            read.remove_prefix(end + 1);
            on_line_(line);
            line.clear();
        }
        line += read;
        if (line.size() > line_bytes_max || (failed && !line.empty())) {
            on_line_(line);
            line.clear();
        }
        if (failed)
            co_return;
    }
}

void child_process::send(int signal) {
    if (!status_)
        ::kill(pid_, signal);
}

void child_process::send_to_group(int signal) {
    if (!status_)
        ::kill(-pid_, signal);
}

std::string describe_status(int status) {
    if (WIFEXITED(status))
        return fmt::format("exit status {}", WEXITSTATUS(status));
    if (!WIFSIGNALED(status))
        return fmt::format("status {}", status);
    const int signal = WTERMSIG(status);
    return fmt::format("killed by signal {} ({})", signal, ::strsignal(signal));
}

} // namespace app
