#include "app/reload.hpp"

#include "async/sleep.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <tuple>
#include <unistd.h>

namespace app {

namespace {

using namespace std::chrono_literals;

// A linker may write for a while: a file counts when it looks the same for this long.
constexpr auto look_every = 200ms;

struct file_state {
    ino_t file = 0;
    off_t bytes = 0;
    timespec changed{};

    bool operator==(const file_state& other) const {
        return std::tie(file, bytes, changed.tv_sec, changed.tv_nsec) ==
               std::tie(other.file, other.bytes, other.changed.tv_sec, other.changed.tv_nsec);
    }
};

// Nothing while there is no program.
std::optional<file_state> look(const std::filesystem::path& path) {
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0 || about.st_size == 0 ||
        ::access(path.c_str(), X_OK) != 0)
        return std::nullopt;
    return file_state{about.st_ino, about.st_size, about.st_mtim};
}

std::vector<std::string> own_arguments() {
    std::ifstream in{"/proc/self/cmdline", std::ios::binary};
    std::vector<std::string> words;
    for (std::string word; std::getline(in, word, '\0');)
        words.push_back(word);
    return words;
}

} // namespace

program_file::program_file()
    : path_{std::filesystem::read_symlink("/proc/self/exe")}
    , arguments_{own_arguments()} {}

async::task<> program_file::wait_until_changed() const {
    const auto first = look(path_);
    auto before = first;
    for (;;) {
        co_await async::sleep_for(look_every);
        const auto now = look(path_);
        if (now && now != first && now == before)
            co_return;
        before = now;
    }
}

void program_file::run_again() const {
    std::vector<char*> words;
    for (const auto& word : arguments_)
        words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execv(path_.c_str(), words.data());
    throw std::system_error{errno, std::generic_category(), path_.string()};
}

} // namespace app
