#pragma once

#include "aws_wire/attributes.hpp"
#include "aws_wire/errors.hpp"
#include "aws_wire/shape.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pugi {
class xml_node;
} // namespace pugi

namespace aws_wire {

/// Appends text with & < > " and CR escaped, so that a parser gives it back byte for byte.
void append_xml_text(std::string& out, std::string_view text);

class xml_writer {
public:
    xml_writer(std::string& out, query_style style)
        : out_{out}
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
        const auto item = begin_list(as, "member", field.empty());
        for (const auto& each : field) {
            open(item);
            T::describe(each, *this);
            close(item);
        }
        end_list(as, field.empty());
    }

    void open(std::string_view name);
    void close(std::string_view name);

private:
    void element(std::string_view name, std::string_view text);
    /// Opens the wrapper where the style has one and gives the name of the items.
    std::string_view begin_list(const member& as, std::string_view wrapped_item, bool empty);
    void end_list(const member& as, bool empty);

    std::string& out_;
    query_style style_;
};

class xml_reader {
public:
    xml_reader(const pugi::xml_node& from, query_style style)
        : from_{&from}
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
        for (const auto& item : items(as, "member")) {
            xml_reader nested{*item, style_};
            T::describe(field.emplace_back(), nested);
        }
    }

private:
    std::vector<std::shared_ptr<pugi::xml_node>> items(const member& as,
                                                       std::string_view wrapped_item) const;

    const pugi::xml_node* from_;
    query_style style_;
};

/// A parsed answer of the query protocol.
class xml_document {
public:
    /// Nothing when `text` is no XML.
    static std::optional<xml_document> parse(std::string_view text);
    ~xml_document();
    xml_document(xml_document&&) noexcept;
    xml_document& operator=(xml_document&&) noexcept;

    /// The <ACTIONResult> of an <ACTIONResponse>, or the response itself when it has none; nothing
    /// for other roots.
    std::optional<xml_reader> result(std::string_view action, query_style style);
    /// The error of an <ErrorResponse>.
    std::optional<error> failure() const;

private:
    struct impl;
    explicit xml_document(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

template <shape T>
std::expected<T, error> from_xml(std::string_view text, std::string_view action,
                                 query_style style) {
    auto document = xml_document::parse(text);
    if (!document)
        return std::unexpected{error{error_code::serialization, "The answer is not XML."}};
    if (auto failure = document->failure())
        return std::unexpected{std::move(*failure)};
    auto reader = document->result(action, style);
    if (!reader)
        return std::unexpected{
            error{error_code::serialization, "The answer is of another action."}};
    T out;
    T::describe(out, *reader);
    return out;
}

} // namespace aws_wire
