#pragma once

#include "async/settings_reader.hpp"

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

namespace app {

/// The folder in which `marketplace up` keeps one stack.
///
///     stack.env    what the stack's processes and other tools need to join it: addresses,
///     passwords (mode 0600) lock         held while an `up` runs; says which postgres/    the
///     cluster redis/       the append-only file localaws/    topics, queues and messages
class data_dir {
public:
    explicit data_dir(std::filesystem::path path)
        : path_{std::move(path)} {}

    /// /var/lib/marketplace for root, else ~/.local/share/marketplace.
    static std::filesystem::path default_path();

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path stack_file() const { return path_ / "stack.env"; }
    std::filesystem::path lock_file() const { return path_ / "lock"; }
    std::filesystem::path postgres() const { return path_ / "postgres"; }
    std::filesystem::path redis() const { return path_ / "redis"; }
    std::filesystem::path localaws() const { return path_ / "localaws"; }

private:
    std::filesystem::path path_;
};

/// What `up` has written for others; an error when there is no such stack.
std::expected<async::setting_texts, async::setting_errors>
read_stack_file(const std::filesystem::path& dir);

/// Replaces the file as a whole, so that a reader never sees half of it. Throws std::system_error.
void write_stack_file(const data_dir& dir, const async::setting_texts& texts);

/// Held by the one `up` of a data folder. The lock goes with the process, however that ends.
class stack_lock {
public:
    /// Or a sentence that names who holds it. Throws std::system_error when the folder cannot be
    /// written.
    static std::expected<stack_lock, std::string> take(const data_dir& dir,
                                                       const std::string& about);

    stack_lock(stack_lock&& other) noexcept;
    stack_lock& operator=(stack_lock&& other) noexcept;
    ~stack_lock();

    /// True while an `up` runs on `dir`.
    static bool is_held(const data_dir& dir);

private:
    explicit stack_lock(int descriptor)
        : descriptor_{descriptor} {}

    int descriptor_ = -1;
};

} // namespace app
