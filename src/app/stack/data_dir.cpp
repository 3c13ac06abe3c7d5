#include "app/stack/data_dir.hpp"

#include "base/env_file.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace app {

namespace {

[[noreturn]] void throw_errno(const std::filesystem::path& path) {
    throw std::system_error{errno, std::generic_category(), path.string()};
}

void write_all(int descriptor, std::string_view text, const std::filesystem::path& path) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            throw_errno(path);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

int open_file(const std::filesystem::path& path, int flags) {
    return ::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR);
}

} // namespace

std::filesystem::path data_dir::default_path() {
    if (::geteuid() == 0)
        return "/var/lib/marketplace";
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data == '/') {
        return std::filesystem::path{data} / "marketplace";
    }
    const char* home = std::getenv("HOME");
    return std::filesystem::path{home ? home : "."} / ".local/share/marketplace";
}

std::expected<async::setting_texts, async::setting_errors>
read_stack_file(const std::filesystem::path& dir) {
    const auto path = data_dir{dir}.stack_file();
    std::error_code failed;
    if (!std::filesystem::exists(path, failed)) {
        const auto* reason =
            "{} does not exist: start the stack once with `marketplace up --data-dir {}`";
        return std::unexpected{
            async::setting_errors{fmt::format(fmt::runtime(reason), path.string(), dir.string())}};
    }
    return async::read_env_file(path);
}

void write_stack_file(const data_dir& dir, const async::setting_texts& texts) {
    std::string out = "# Written by `marketplace up`; read by every command with --data-dir. Keep "
                      "it to yourself.\n";
    for (const auto& [name, value] : texts)
        out += base::to_env_line(name, value) + "\n";
    auto temporary = dir.stack_file();
    temporary += ".new";
    const int file = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    if (file < 0)
        throw_errno(temporary);
    try {
        write_all(file, out, temporary);
        if (::fsync(file) != 0)
            throw_errno(temporary);
    } catch (...) {
        ::close(file);
        throw;
    }
    ::close(file);
    std::filesystem::rename(temporary, dir.stack_file());
}

std::expected<stack_lock, std::string> stack_lock::take(const data_dir& dir,
                                                        const std::string& about) {
    const int file = open_file(dir.lock_file(), O_RDWR | O_CREAT);
    if (file < 0)
        throw_errno(dir.lock_file());
    stack_lock lock{file};
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            throw_errno(dir.lock_file());
        char holder[256];
        const auto length = ::read(file, holder, sizeof holder);
        const std::string_view who{holder, length > 0 ? static_cast<std::size_t>(length) : 0};
        return std::unexpected{fmt::format("a stack already runs on {} ({})", dir.path().string(),
                                           who.substr(0, who.find('\n')))};
    }
    if (::ftruncate(file, 0) != 0)
        throw_errno(dir.lock_file());
    write_all(file, about + "\n", dir.lock_file());
    return lock;
}

stack_lock::stack_lock(stack_lock&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)} {}

stack_lock& stack_lock::operator=(stack_lock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

stack_lock::~stack_lock() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

bool stack_lock::is_held(const data_dir& dir) {
    const int file = open_file(dir.lock_file(), O_RDWR);
    if (file < 0)
        return false;
    const bool held = ::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(file);
    return held;
}

} // namespace app
