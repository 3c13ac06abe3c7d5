#pragma once

#include "aws_wire/attributes.hpp"
#include "aws_wire/errors.hpp"
#include "aws_wire/shape.hpp"

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace aws_wire {

/// Every byte but A-Z a-z 0-9 - _ . ~ as %XX: what signatures are made over and what forms may
/// hold.
void append_percent_encoded(std::string& out, std::string_view text);
/// With '+' as a blank where it is a form's; broken percent-encoding is kept as it is.
std::string percent_decoded(std::string_view text, bool plus_is_blank);

/// "a=1&b=2": the parameters of a query request, from a body or a URL, ordered for look-ups by
/// prefix.
class form {
public:
    /// A key that comes twice keeps its first value.
    static form parse(std::string_view text);

    /// Keeps the value that a key has already.
    void add(std::string key, std::string value) {
        entries_.emplace(std::move(key), std::move(value));
    }

    const std::string* find(std::string_view key) const;
    bool any_with_prefix(std::string_view prefix) const;

private:
    std::map<std::string, std::string, std::less<>> entries_;
};

/// Reads a shape's members from a form. Items of lists are counted from 1 without gaps.
class form_reader {
public:
    form_reader(const form& from, std::string prefix, query_style style)
        : from_{from}
        , prefix_{std::move(prefix)}
        , style_{style} {}

    void operator()(const member& as, std::string& field);
    void operator()(const member& as, std::optional<std::string>& field);
    void operator()(const member& as, std::optional<std::int64_t>& field);
    void operator()(const member& as, std::optional<bool>& field);
    void operator()(const member& as, bool& field);
    void operator()(const member& as, std::vector<std::string>& field);
    void operator()(const member& as, string_map& field);
    void operator()(const member& as, attribute_map& field);

    template <shape T>
    void operator()(const member& as, std::vector<T>& field) {
        for (std::size_t i = 1; from_.any_with_prefix(item(as, "member", i) + '.'); ++i) {
            form_reader nested{from_, item(as, "member", i) + '.', style_};
            T::describe(field.emplace_back(), nested);
            if (nested.failure_)
                failure_ = nested.failure_;
        }
    }

    const std::optional<error>& failure() const { return failure_; }

private:
    const std::string* find(std::string_view name) const;
    std::string item(const member& as, std::string_view wrapper, std::size_t index) const;
    std::optional<bool> boolean(const member& as);

    const form& from_;
    std::string prefix_;
    query_style style_;
    std::optional<error> failure_;
};

/// Writes a shape's members as "&key=value"; the reverse of form_reader.
class form_writer {
public:
    form_writer(std::string& out, std::string prefix, query_style style)
        : out_{out}
        , prefix_{std::move(prefix)}
        , style_{style} {}

    void operator()(const member& as, const std::string& field);
    void operator()(const member& as, const std::optional<std::string>& field);
    void operator()(const member& as, const std::optional<std::int64_t>& field);
    void operator()(const member& as, const std::optional<bool>& field);
    void operator()(const member& as, const bool& field);
    void operator()(const member& as, const std::vector<std::string>& field);
    void operator()(const member& as, const string_map& field);
    void operator()(const member& as, const attribute_map& field);

    template <shape T>
    void operator()(const member& as, const std::vector<T>& field) {
        for (std::size_t i = 0; i < field.size(); ++i) {
            form_writer nested{out_, item(as, "member", i + 1) + '.', style_};
            T::describe(field[i], nested);
        }
    }

private:
    void pair(std::string_view key, std::string_view value);
    std::string item(const member& as, std::string_view wrapper, std::size_t index) const;

    std::string& out_;
    std::string prefix_;
    query_style style_;
};

template <shape T>
std::expected<T, error> from_form(const form& from, query_style style) {
    T out;
    form_reader reader{from, "", style};
    T::describe(out, reader);
    if (reader.failure())
        return std::unexpected{*reader.failure()};
    return out;
}

/// The body of a query request.
template <shape T>
std::string to_form(const T& request, std::string_view version, query_style style) {
    std::string out = fmt::format("Action={}&Version={}", T::action, version);
    form_writer writer{out, "", style};
    T::describe(request, writer);
    return out;
}

} // namespace aws_wire
