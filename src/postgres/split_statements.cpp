#include "postgres/migrator.hpp"

#include <cctype>

namespace postgres {
namespace {

/// Steps over the lexical elements of SQL in which a semicolon is no end.
class scanner {
public:
    explicit scanner(std::string_view text)
        : text_{text} {}

    bool at_end() const { return at_ >= text_.size(); }
    std::size_t position() const { return at_; }
    bool at_semicolon() const { return text_[at_] == ';'; }
    bool at_space() const { return std::isspace(static_cast<unsigned char>(text_[at_])) != 0; }

    /// Past one element: a quoted or dollar-quoted text, a comment or one character. True for a
    /// comment.
    bool step() {
        const auto rest = text_.substr(at_);
        if (rest.starts_with("--"))
            return skip_past("\n", 2), true;
        if (rest.starts_with("/*"))
            return skip_block_comment(), true;
        if (rest.starts_with('\''))
            return skip_quoted('\'', follows_e()), false;
        if (rest.starts_with('"'))
            return skip_quoted('"', false), false;
        if (rest.starts_with('$') && skip_dollar_quoted())
            return false;
        ++at_;
        return false;
    }

private:
    static bool in_word(char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    }

    /// E'...' has backslash escapes.
    bool follows_e() const {
        if (at_ == 0 || (text_[at_ - 1] != 'E' && text_[at_ - 1] != 'e'))
            return false;
        return at_ == 1 || !in_word(text_[at_ - 2]);
    }

    void skip_past(std::string_view end, std::size_t from) {
        const auto found = text_.find(end, at_ + from);
        at_ = found == std::string_view::npos ? text_.size() : found + end.size();
    }

    void skip_block_comment() {
        int depth = 0;
        while (!at_end()) {
            const auto rest = text_.substr(at_);
            if (rest.starts_with("/*")) {
                ++depth;
                at_ += 2;
            } else if (rest.starts_with("*/")) {
                at_ += 2;
                if (--depth == 0)
                    return;
            } else {
                ++at_;
            }
        }
    }

    void skip_quoted(char quote, bool backslashes) {
        for (++at_; !at_end(); ++at_) {
            if (backslashes && text_[at_] == '\\') {
                ++at_;
            } else if (text_.substr(at_, 2) == std::string(2, quote)) {
                ++at_;
            } else if (text_[at_] == quote) {
                ++at_;
                return;
            }
        }
        at_ = text_.size();
    }

    bool skip_dollar_quoted() {
        if (at_ > 0 && in_word(text_[at_ - 1]))
            return false; // part of a name
        auto end = at_ + 1;
        while (end < text_.size() && in_word(text_[end]))
            ++end;
        if (end >= text_.size() || text_[end] != '$')
            return false;
        if (end > at_ + 1 && std::isdigit(static_cast<unsigned char>(text_[at_ + 1])) != 0)
            return false;
        const auto tag = text_.substr(at_, end - at_ + 1);
        skip_past(tag, tag.size());
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

std::vector<std::string_view> split_statements(std::string_view script) {
    std::vector<std::string_view> statements;
    scanner at{script};
    std::size_t begin = 0;
    bool has_code = false;
    const auto end_here = [&] {
        if (has_code)
            statements.push_back(script.substr(begin, at.position() - begin));
        has_code = false;
    };
    while (!at.at_end()) {
        if (at.at_semicolon()) {
            end_here();
            at.step();
            begin = at.position();
            continue;
        }
        const bool space = at.at_space();
        const bool comment = at.step();
        if (space || comment) {
            if (!has_code)
                begin = at.position();
        } else {
            has_code = true;
        }
    }
    end_here();
    return statements;
}

} // namespace postgres
