#pragma once

#include "base/setting.hpp"

#include <expected>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace async {

using setting_texts = std::map<std::string, std::string, std::less<>>;
using setting_errors = std::vector<std::string>;

/// The process's environment. An empty variable counts as not set: that is how Compose passes an
/// optional one on.
setting_texts read_environment();

/// The file's values, or every error in it. A file that does not exist is empty.
std::expected<setting_texts, setting_errors> read_env_file(const std::filesystem::path& path);

/// The text of a secret's NAME_FILE without its last line break, or why it cannot be had.
std::expected<std::string, std::string> read_secret_file(const std::filesystem::path& path);

/// Reads each row of `table` from `texts` into a new Owner; a row that is not there takes its
/// default. A secret may stand in a file that NAME_FILE names. All errors are collected, so that
/// one start shows them all.
template <class Owner>
std::expected<Owner, setting_errors> read_settings(std::span<const base::setting<Owner>> table,
                                                   const setting_texts& texts) {
    Owner owner{};
    setting_errors errors;
    for (const auto& row : table) {
        const std::string name{row.name};
        std::string text{row.default_text};
        const auto direct = texts.find(name);
        const bool is_set = direct != texts.end() && !direct->second.empty();
        if (is_set)
            text = direct->second;
        if (row.secret == base::secrecy::secret) {
            const auto file = texts.find(name + "_FILE");
            if (file != texts.end() && !file->second.empty()) {
                auto secret = read_secret_file(file->second);
                if (is_set) {
                    errors.push_back(name + ": set either " + name + " or " + name + "_FILE");
                } else if (!secret) {
                    errors.push_back(name + "_FILE: " + secret.error());
                } else {
                    text = std::move(*secret);
                }
            }
        }
        // An empty default means "not set" and need not keep to the bounds.
        if (text.empty() && row.default_text.empty() &&
            !std::holds_alternative<bool Owner::*>(row.member))
            continue;
        if (const auto wrong = base::assign(row, owner, text))
            errors.push_back(name + ": " + *wrong);
    }
    if (!errors.empty())
        return std::unexpected{std::move(errors)};
    return owner;
}

} // namespace async
