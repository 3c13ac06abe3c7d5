#include "accounts/rules.hpp"

#include <algorithm>
#include <cctype>

namespace accounts {
namespace {

bool is_alphanumeric(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Letters of other scripts are let through byte by byte: the text is known to be UTF-8.
bool is_beyond_ascii(char c) {
    return (static_cast<unsigned char>(c) & 0x80U) != 0;
}

bool good_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(
               label, [](char c) { return is_alphanumeric(c) || c == '-' || is_beyond_ascii(c); });
}

/// At least two labels; the last is no number.
bool good_domain(std::string_view domain) {
    std::size_t labels = 0;
    std::string_view last;
    while (true) {
        const auto dot = domain.find('.');
        last = domain.substr(0, dot);
        if (!good_label(last))
            return false;
        ++labels;
        if (dot == std::string_view::npos)
            break;
        domain.remove_prefix(dot + 1);
    }
    return labels >= 2 && last.size() >= 2 &&
           last.find_first_not_of("0123456789") != std::string_view::npos;
}

bool good_local_part(std::string_view local) {
    static constexpr std::string_view others = "!#$%&'*+/=?^_`{}|~.-";
    return !local.empty() && local.size() <= 64 && local.front() != '.' && local.back() != '.' &&
           !local.contains("..") && std::ranges::all_of(local, [](char c) {
               return is_alphanumeric(c) || others.contains(c);
           });
}

} // namespace

std::optional<std::string> username_error(std::string_view username) {
    static constexpr std::string_view others = "@.+-_";
    const bool good = std::ranges::all_of(username, [](char c) {
        return is_alphanumeric(c) || is_beyond_ascii(c) || others.contains(c);
    });
    if (good)
        return std::nullopt;
    return "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ "
           "characters.";
}

std::optional<std::string> email_error(std::string_view email) {
    const auto at = email.rfind('@');
    if (at != std::string_view::npos && good_local_part(email.substr(0, at)) &&
        good_domain(email.substr(at + 1))) {
        return std::nullopt;
    }
    return "Enter a valid email address.";
}

} // namespace accounts
