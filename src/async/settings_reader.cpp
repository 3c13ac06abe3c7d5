#include "async/settings_reader.hpp"

#include "base/env_file.hpp"

#include <fstream>
#include <iterator>
#include <unistd.h>

namespace async {

namespace {

// A secret or an environment file beyond this is a mistake in a path.
constexpr std::uintmax_t file_bytes_max = 1024 * 1024;

std::expected<std::string, std::string> read_file(const std::filesystem::path& path) {
    std::error_code failed;
    const auto status = std::filesystem::status(path, failed);
    if (!std::filesystem::exists(status))
        return std::unexpected{path.string() + " does not exist"};
    if (std::filesystem::is_directory(status))
        return std::unexpected{path.string() + " is a directory"};
    if (std::filesystem::is_regular_file(status) &&
        std::filesystem::file_size(path, failed) > file_bytes_max) {
        return std::unexpected{path.string() + " is larger than 1 MiB"};
    }
    std::ifstream in{path, std::ios::binary};
    if (!in)
        return std::unexpected{path.string() + " cannot be read"};
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

setting_texts read_environment() {
    setting_texts texts;
    for (char** each = environ; each && *each; ++each) {
        const std::string_view line{*each};
        const auto equals = line.find('=');
        if (equals == std::string_view::npos || equals + 1 == line.size())
            continue;
        texts.insert_or_assign(std::string{line.substr(0, equals)},
                               std::string{line.substr(equals + 1)});
    }
    return texts;
}

std::expected<setting_texts, setting_errors> read_env_file(const std::filesystem::path& path) {
    std::error_code failed;
    if (!std::filesystem::exists(path, failed))
        return setting_texts{};
    const auto text = read_file(path);
    if (!text)
        return std::unexpected{setting_errors{text.error()}};
    auto file = base::parse_env_file(*text);
    if (file.errors.empty())
        return std::move(file.values);
    for (auto& error : file.errors)
        error = path.string() + ", " + error;
    return std::unexpected{std::move(file.errors)};
}

std::expected<std::string, std::string> read_secret_file(const std::filesystem::path& path) {
    auto text = read_file(path);
    if (!text)
        return text;
    if (text->ends_with('\n'))
        text->pop_back();
    if (text->ends_with('\r'))
        text->pop_back();
    return text;
}

} // namespace async
