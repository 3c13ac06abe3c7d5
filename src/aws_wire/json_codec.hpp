#pragma once

#include "aws_wire/attributes.hpp"
#include "aws_wire/errors.hpp"
#include "aws_wire/shape.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace aws_wire {

/// Appends `text`, quoted and escaped. The text must be UTF-8.
void append_json_string(std::string& out, std::string_view text);

/// Writes a shape's members; empty strings, lists and maps and absent optionals are left out, as
/// AWS does.
class json_writer {
public:
    explicit json_writer(std::string& out)
        : out_{out} {
        out_.push_back('{');
    }
    void finish() { out_.push_back('}'); }

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
        if (field.empty())
            return;
        key(as.name);
        char before = '[';
        for (const auto& each : field) {
            out_.push_back(before);
            before = ',';
            json_writer nested{out_};
            T::describe(each, nested);
            nested.finish();
        }
        out_.push_back(']');
    }

private:
    void key(std::string_view name);

    std::string& out_;
    bool first_ = true;
};

/// Reads a shape's members; unknown keys are passed over, null counts as absent, a wrong type is a
/// serialization error.
class json_reader {
public:
    explicit json_reader(const boost::json::value& from);

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
        const auto* items = array(as.name);
        if (!items)
            return;
        for (const auto& item : *items) {
            json_reader nested{item};
            T::describe(field.emplace_back(), nested);
            if (nested.failure_)
                failure_ = nested.failure_;
        }
    }

    const std::optional<error>& failure() const { return failure_; }

private:
    const boost::json::value* find(std::string_view key) const;
    const boost::json::array* array(std::string_view key);
    void fail(std::string_view key, std::string_view wanted);

    const boost::json::object* object_ = nullptr;
    std::optional<error> failure_;
};

/// Nothing but white space counts as an empty object, as AWS takes it.
std::expected<boost::json::value, error> parse_json(std::string_view text,
                                                    boost::json::storage_ptr storage = {});

template <shape T>
void append_json(std::string& out, const T& from) {
    json_writer writer{out};
    T::describe(from, writer);
    writer.finish();
}

template <shape T>
std::string to_json(const T& from) {
    std::string out;
    append_json(out, from);
    return out;
}

template <shape T>
std::expected<T, error> from_json(const boost::json::value& value) {
    T out;
    json_reader reader{value};
    T::describe(out, reader);
    if (reader.failure())
        return std::unexpected{*reader.failure()};
    return out;
}

} // namespace aws_wire
