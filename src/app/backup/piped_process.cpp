#include "app/backup/piped_process.hpp"

#include "app/commands/command.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace app {

namespace {

std::system_error last_error(const char* what) {
    return {errno, std::generic_category(), what};
}

} // namespace

piped_process::piped_process(const std::vector<std::string>& words, end ours) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw last_error("pipe");
    const bool we_read = ours == end::output;
    fd_ = ends[we_read ? 0 : 1];
    const int theirs = ends[we_read ? 1 : 0];

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, theirs, we_read ? STDOUT_FILENO : STDIN_FILENO);
    std::vector<char*> arguments;
    for (const auto& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int failed =
        ::posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(theirs);
    if (failed != 0) {
        pid_ = -1;
        close_end();
        throw failure{fmt::format("{} cannot be started: {}", words[0], std::strerror(failed))};
    }
}

piped_process::~piped_process() {
    kill();
    wait();
}

std::string_view piped_process::read(std::span<char> into) {
    for (;;) {
        const auto got = ::read(fd_, into.data(), into.size());
        if (got >= 0)
            return {into.data(), static_cast<std::size_t>(got)};
        if (errno != EINTR)
            throw last_error("read");
    }
}

bool piped_process::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto put = ::write(fd_, bytes.data(), bytes.size());
        if (put >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(put));
        } else if (errno == EPIPE) {
            return false;
        } else if (errno != EINTR) {
            throw last_error("write");
        }
    }
    return true;
}

int piped_process::wait() {
    close_end();
    if (pid_ < 0)
        return 0;
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void piped_process::kill() {
    if (pid_ > 0)
        ::kill(pid_, SIGKILL);
}

void piped_process::close_end() {
    if (fd_ >= 0)
        ::close(fd_);
    fd_ = -1;
}

} // namespace app
