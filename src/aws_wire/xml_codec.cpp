#include "aws_wire/xml_codec.hpp"

#include "base/encoding.hpp"

#include <charconv>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace aws_wire {
namespace {

std::string named(std::string_view name) {
    return std::string{name};
}

std::string child_text(const pugi::xml_node& of, std::string_view name) {
    return of.child(named(name).c_str()).text().get();
}

} // namespace

void append_xml_text(std::string& out, std::string_view text) {
    std::size_t done = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string_view escape;
        switch (text[i]) {
        case '&':
            escape = "&amp;";
            break;
        case '<':
            escape = "&lt;";
            break;
        case '>':
            escape = "&gt;";
            break;
        case '"':
            escape = "&quot;";
            break;
        case '\r':
            escape = "&#xD;";
            break;
        default:
            continue;
        }
        out.append(text, done, i - done);
        out.append(escape);
        done = i + 1;
    }
    out.append(text, done);
}

void xml_writer::open(std::string_view name) {
    out_.push_back('<');
    out_.append(name);
    out_.push_back('>');
}

void xml_writer::close(std::string_view name) {
    out_.append("</");
    out_.append(name);
    out_.push_back('>');
}

void xml_writer::element(std::string_view name, std::string_view text) {
    open(name);
    append_xml_text(out_, text);
    close(name);
}

std::string_view xml_writer::begin_list(const member& as, std::string_view wrapped_item,
                                        bool empty) {
    if (style_ == query_style::flattened)
        return as.item_name();
    if (empty) {
        out_.push_back('<');
        out_.append(as.name);
        out_.append("/>");
    } else {
        open(as.name);
    }
    return wrapped_item;
}

void xml_writer::end_list(const member& as, bool empty) {
    if (style_ == query_style::wrapped && !empty)
        close(as.name);
}

void xml_writer::operator()(const member& as, const std::string& field) {
    if (!field.empty())
        element(as.name, field);
}

void xml_writer::operator()(const member& as, const std::optional<std::string>& field) {
    if (field)
        element(as.name, *field);
}

void xml_writer::operator()(const member& as, const std::optional<std::int64_t>& field) {
    if (field)
        element(as.name, fmt::to_string(*field));
}

void xml_writer::operator()(const member& as, const std::optional<bool>& field) {
    if (field)
        (*this)(as, *field);
}

void xml_writer::operator()(const member& as, const bool& field) {
    element(as.name, field ? "true" : "false");
}

void xml_writer::operator()(const member& as, const std::vector<std::string>& field) {
    const auto item = begin_list(as, "member", field.empty());
    for (const auto& each : field)
        element(item, each);
    end_list(as, field.empty());
}

void xml_writer::operator()(const member& as, const string_map& field) {
    const auto item = begin_list(as, "entry", field.empty());
    for (const auto& [name, value] : field) {
        open(item);
        element(as.key, name);
        element(as.value, value);
        close(item);
    }
    end_list(as, field.empty());
}

void xml_writer::operator()(const member& as, const attribute_map& field) {
    const auto item = begin_list(as, "entry", field.empty());
    for (const auto& [name, value] : field) {
        open(item);
        element(as.key, name);
        open(as.value);
        if (value.string_value)
            element("StringValue", *value.string_value);
        if (value.binary_value)
            element("BinaryValue", base::to_base64(*value.binary_value));
        element("DataType", value.data_type);
        close(as.value);
        close(item);
    }
    end_list(as, field.empty());
}

std::vector<std::shared_ptr<pugi::xml_node>>
xml_reader::items(const member& as, std::string_view wrapped_item) const {
    const auto parent =
        style_ == query_style::wrapped ? from_->child(named(as.name).c_str()) : *from_;
    const auto name = named(style_ == query_style::wrapped ? wrapped_item : as.item_name());
    std::vector<std::shared_ptr<pugi::xml_node>> out;
    for (const auto& each : parent.children(name.c_str()))
        out.push_back(std::make_shared<pugi::xml_node>(each));
    return out;
}

void xml_reader::operator()(const member& as, std::string& field) {
    field = child_text(*from_, as.name);
}

void xml_reader::operator()(const member& as, std::optional<std::string>& field) {
    if (const auto child = from_->child(named(as.name).c_str()))
        field = child.text().get();
}

void xml_reader::operator()(const member& as, std::optional<std::int64_t>& field) {
    const auto text = child_text(*from_, as.name);
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed == std::errc{} && end == text.data() + text.size())
        field = value;
}

void xml_reader::operator()(const member& as, std::optional<bool>& field) {
    if (from_->child(named(as.name).c_str()))
        field = child_text(*from_, as.name) == "true";
}

void xml_reader::operator()(const member& as, bool& field) {
    field = child_text(*from_, as.name) == "true";
}

void xml_reader::operator()(const member& as, std::vector<std::string>& field) {
    for (const auto& item : items(as, "member"))
        field.emplace_back(item->text().get());
}

void xml_reader::operator()(const member& as, string_map& field) {
    for (const auto& item : items(as, "entry")) {
        field.insert_or_assign(child_text(*item, as.key), child_text(*item, as.value));
    }
}

void xml_reader::operator()(const member& as, attribute_map& field) {
    for (const auto& item : items(as, "entry")) {
        const auto node = item->child(named(as.value).c_str());
        attribute_value value;
        xml_reader nested{node, style_};
        nested({.name = "DataType"}, value.data_type);
        nested({.name = "StringValue"}, value.string_value);
        nested({.name = "BinaryValue"}, value.binary_value);
        if (value.binary_value)
            value.binary_value = base::from_base64(*value.binary_value);
        field.insert_or_assign(child_text(*item, as.key), std::move(value));
    }
}

struct xml_document::impl {
    pugi::xml_document document;
    pugi::xml_node result;
};

xml_document::xml_document(std::unique_ptr<impl> i)
    : impl_{std::move(i)} {}
xml_document::~xml_document() = default;
xml_document::xml_document(xml_document&&) noexcept = default;
xml_document& xml_document::operator=(xml_document&&) noexcept = default;

std::optional<xml_document> xml_document::parse(std::string_view text) {
    auto parsed = std::make_unique<impl>();
    // White space is content here: a message's body may be blanks only.
    constexpr auto options = pugi::parse_default | pugi::parse_ws_pcdata_single;
    if (!parsed->document.load_buffer(text.data(), text.size(), options, pugi::encoding_utf8))
        return std::nullopt;
    return xml_document{std::move(parsed)};
}

std::optional<xml_reader> xml_document::result(std::string_view action, query_style style) {
    const auto response = impl_->document.child((std::string{action} + "Response").c_str());
    if (!response)
        return std::nullopt;
    impl_->result = response.child((std::string{action} + "Result").c_str());
    if (!impl_->result)
        impl_->result = response;
    return xml_reader{impl_->result, style};
}

std::optional<error> xml_document::failure() const {
    const auto response = impl_->document.child("ErrorResponse");
    if (!response)
        return std::nullopt;
    const auto node = response.child("Error");
    return error{parse_error_code(node.child("Code").text().get()),
                 node.child("Message").text().get()};
}

} // namespace aws_wire
