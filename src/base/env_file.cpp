#include "base/env_file.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include <fmt/format.h>

namespace base {

namespace {

bool is_name_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

class reader {
public:
    explicit reader(std::string_view text)
        : text_{text} {
        if (text_.starts_with("\xEF\xBB\xBF"))
            at_ = 3; // written by an editor that marks UTF-8
    }

    env_file read() {
        while (at_ < text_.size())
            read_line();
        return std::move(file_);
    }

private:
    bool at_end_of_line() const { return at_ >= text_.size() || text_[at_] == '\n'; }

    void skip_blanks() {
        while (at_ < text_.size() && is_blank(text_[at_]))
            ++at_;
    }

    void skip_line() {
        while (!at_end_of_line())
            ++at_;
        if (at_ < text_.size())
            ++at_;
        ++line_;
    }

    void fail(std::size_t line, std::string_view why) {
        file_.errors.push_back(fmt::format("line {}: {}", line, why));
    }

    void read_line() {
        skip_blanks();
        if (at_end_of_line() || text_[at_] == '#')
            return skip_line();
        const auto line = line_;
        std::string name = read_name();
        if (name == "export" && at_ < text_.size() && is_blank(text_[at_])) {
            skip_blanks();
            name = read_name();
        }
        skip_blanks();
        const bool starts_well =
            !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0]));
        if (!starts_well || at_end_of_line() || text_[at_] != '=') {
            fail(line, "expected NAME=value");
            return skip_line();
        }
        ++at_;
        if (auto value = read_value(line))
            file_.values.insert_or_assign(std::move(name), std::move(*value));
        skip_line();
    }

    std::string read_name() {
        const auto start = at_;
        while (at_ < text_.size() && is_name_character(text_[at_]))
            ++at_;
        return std::string{text_.substr(start, at_ - start)};
    }

    std::optional<std::string> read_value(std::size_t line) {
        skip_blanks();
        if (at_end_of_line())
            return "";
        if (text_[at_] == '\'' || text_[at_] == '"')
            return read_quoted(line, text_[at_++]);
        const auto start = at_;
        while (!at_end_of_line()) {
            if (text_[at_] == '#' && (at_ == start || is_blank(text_[at_ - 1])))
                break;
            ++at_;
        }
        auto end = at_;
        while (end > start && is_blank(text_[end - 1]))
            --end;
        return std::string{text_.substr(start, end - start)};
    }

    std::optional<std::string> read_quoted(std::size_t line, char quote) {
        std::string value;
        for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
            if (text_[at_] == '\n')
                ++line_;
            if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size()) {
                append_escaped(value, text_[++at_]);
            } else {
                value += text_[at_];
            }
        }
        if (at_ >= text_.size()) {
            fail(line, "the quotation is not closed");
            return std::nullopt;
        }
        ++at_;
        skip_blanks();
        if (!at_end_of_line() && text_[at_] != '#') {
            fail(line, "unexpected text after the quotation");
            return std::nullopt;
        }
        return value;
    }

    void append_escaped(std::string& value, char c) {
        switch (c) {
        case 'n':
            value += '\n';
            break;
        case 't':
            value += '\t';
            break;
        case 'r':
            value += '\r';
            break;
        case '"':
        case '\\':
        case '$':
            value += c;
            break;
        case '\n':
            ++line_;
            [[fallthrough]];
        default:
            value += '\\';
            value += c;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    env_file file_;
};

} // namespace

env_file parse_env_file(std::string_view text) {
    return reader{text}.read();
}

std::string to_env_line(std::string_view name, std::string_view value) {
    const auto is_plain = [](char c) {
        return is_name_character(c) ||
               std::string_view{"-./:,@%+"}.find(c) != std::string_view::npos;
    };
    if (std::ranges::all_of(value, is_plain))
        return fmt::format("{}={}", name, value);
    if (value.find_first_of("'\n\r\t") == std::string_view::npos)
        return fmt::format("{}='{}'", name, value);
    std::string escaped;
    for (const char c : value) {
        switch (c) {
        case '\n':
            escaped += "\\n";
            break;
        case '\t':
            escaped += "\\t";
            break;
        case '\r':
            escaped += "\\r";
            break;
        case '"':
        case '\\':
        case '$':
            escaped += '\\';
            [[fallthrough]];
        default:
            escaped += c;
        }
    }
    return fmt::format("{}=\"{}\"", name, escaped);
}

} // namespace base
