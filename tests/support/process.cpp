#include "support/process.hpp"

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace testing_support {
namespace {

using namespace std::chrono_literals;

// Reads orders from standard input and says "done" after each; the end of input is the end of the
// test.
constexpr const char* keeper = R"(
exec 2>/dev/null
folder=$1 stop_signal=$2 exit_signal=$3 pid=
cd "$folder" || exit 1
finish() { if [ -n "$pid" ]; then kill -s "$1" "$pid" 2>/dev/null; wait "$pid"; pid=; fi; }
while IFS= read -r order; do
    case $order in
    start) sh ./command </dev/null >>log 2>&1 3>&- & pid=$! ;;
    pause) kill -s STOP "$pid" ;;
    resume) kill -s CONT "$pid" ;;
    stop) finish "$stop_signal" ;;
    crash) finish KILL ;;
    esac
    echo done
done
finish "$exit_signal"
cd / && rm -rf "$folder"
)";

std::string quoted(const std::string& word) {
    std::string out = "'";
    for (const char c : word)
        out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + "'";
}

std::string shell_line(const server_process::command& what) {
    std::string line;
    for (const auto& word : what)
        line += quoted(word) + " ";
    return line;
}

/// Waits for a file to be written to.
class growth_of {
public:
    explicit growth_of(const std::filesystem::path& file)
        : events_{inotify_init1(IN_CLOEXEC)} {
        std::ofstream{file, std::ios::app}; // it must be there
        if (inotify_add_watch(events_, file.c_str(), IN_MODIFY) < 0) {
            throw std::runtime_error{"inotify does not work"};
        }
    }
    ~growth_of() { close(events_); }
    growth_of(const growth_of&) = delete;
    growth_of& operator=(const growth_of&) = delete;

    void wait(std::chrono::milliseconds longest) const {
        pollfd one{events_, POLLIN, 0};
        if (poll(&one, 1, static_cast<int>(longest.count())) <= 0)
            return;
        std::array<char, 4096> events{};
        if (read(events_, events.data(), events.size()) < 0)
            throw std::runtime_error{"inotify does not work"};
    }

private:
    int events_;
};

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    // Closed on exec: no other child may keep the pipe open.
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::runtime_error{"pipe2 failed"};
    return ends;
}

} // namespace

server_process::server_process(std::filesystem::path folder, std::string stop_signal,
                               std::string exit_signal)
    : folder_{std::move(folder)} {
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c): it cannot fail for SIGPIPE
    const auto orders = make_pipe();
    const auto answers = make_pipe();
    shell_ = fork();
    if (shell_ == 0) {
        setsid(); // a Ctrl-C or a kill of the test's process group must not reach the keeper
        dup2(orders[0], STDIN_FILENO);
        dup2(answers[1], STDOUT_FILENO);
        execl("/bin/sh", "sh", "-c", keeper, "keeper", folder_.c_str(), stop_signal.c_str(),
              exit_signal.c_str(), nullptr);
        _exit(127);
    }
    close(orders[0]);
    close(answers[1]);
    to_shell_ = orders[1];
    from_shell_ = answers[0];
}

server_process::~server_process() {
    close(to_shell_);
    close(from_shell_);
    waitpid(shell_, nullptr, 0);
}

void server_process::tell(const std::string& line) {
    const auto text = line + "\n";
    if (write(to_shell_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        throw std::runtime_error{"the server's keeper is gone"};
    }
    await_done();
}

void server_process::await_done() {
    std::string answer;
    for (char c = 0; c != '\n'; answer += c) {
        if (read(from_shell_, &c, 1) != 1)
            throw std::runtime_error{"the server's keeper is gone"};
    }
}

bool server_process::start(const command& what, const std::string& ready,
                           const std::string& failed) {
    std::ofstream{folder_ / "command"} << "exec " << shell_line(what) << "\n";
    const auto seen = log().size();
    const growth_of log_grows{folder_ / "log"};
    tell("start");
    for (const auto until = std::chrono::steady_clock::now() + 60s;
         std::chrono::steady_clock::now() < until; log_grows.wait(1s)) {
        const auto text = log().substr(seen);
        if (text.contains(ready))
            return true;
        if (text.contains(failed)) {
            stop();
            return false;
        }
    }
    throw std::runtime_error{"a server did not start:\n" + log()};
}

void server_process::stop() {
    tell("stop");
}

void server_process::crash() {
    tell("crash");
}

void server_process::pause() {
    tell("pause");
}

void server_process::resume() {
    tell("resume");
}

std::string server_process::log() const {
    std::ostringstream text;
    text << std::ifstream{folder_ / "log"}.rdbuf();
    return text.str();
}

void run_program(const server_process::command& what) {
    const auto line = shell_line(what) + " 2>&1";
    auto* output = popen(line.c_str(), "re"); // NOLINT(cert-env33-c): fixed words, quoted
    if (output == nullptr)
        throw std::runtime_error{"cannot run " + line};
    std::string text;
    std::array<char, 4096> piece{};
    while (const auto n = fread(piece.data(), 1, piece.size(), output))
        text.append(piece.data(), n);
    if (pclose(output) != 0)
        throw std::runtime_error{line + " failed:\n" + text};
}

std::uint16_t free_port() {
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    const bool bound = bind(probe, raw, size) == 0 && getsockname(probe, raw, &size) == 0;
    close(probe);
    if (!bound)
        throw std::runtime_error{"no free port"};
    return ntohs(address.sin_port);
}

std::filesystem::path make_folder(const std::string& prefix) {
    auto name = (std::filesystem::temp_directory_path() / (prefix + "-XXXXXX")).string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error{"cannot make " + name};
    return name;
}

} // namespace testing_support
