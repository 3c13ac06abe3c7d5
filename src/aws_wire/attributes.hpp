#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace aws_wire {

/// One attribute of a message: a type ("String", "Number", "Binary", each with an optional
/// ".label") and a value of the kind that the type says. `binary_value` holds the bytes; they are
/// base64 only on the wire.
struct attribute_value {
    std::string data_type;
    std::optional<std::string> string_value;
    std::optional<std::string> binary_value;

    friend bool operator==(const attribute_value&, const attribute_value&) = default;
};

/// Ordered by name, as the digest wants them.
using attribute_map = std::map<std::string, attribute_value, std::less<>>;
using string_map = std::map<std::string, std::string, std::less<>>;

attribute_value string_attribute(std::string value);

/// MD5OfMessageAttributes: over name, type and value of each in the order of their names; empty for
/// no attributes.
std::string md5_of_attributes(const attribute_map& attributes);

/// What the attributes count towards the message's size: names, types and values.
std::size_t size_bytes(const attribute_map& attributes);

/// Whether XML 1.0, and so SQS, can carry the text: tab, LF, CR, U+0020-D7FF, U+E000-FFFD,
/// U+10000-10FFFF.
bool valid_message_text(std::string_view utf8);

/// Why AWS would refuse these attributes, in its words; nothing when they are good. At most ten.
std::optional<std::string> refusal_of(const attribute_map& attributes);

} // namespace aws_wire
