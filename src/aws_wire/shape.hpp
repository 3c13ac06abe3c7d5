#pragma once

#include <concepts>
#include <string_view>

namespace aws_wire {

/// What one member of a shape is called. A shape lists its members once, in `describe`; all codecs
/// read that list.
struct member {
    std::string_view name;      ///< in JSON, and of a single value in query and XML
    std::string_view item = {}; ///< SQS' query and XML: one item of a list or map; empty: as `name`
    std::string_view key = "Name"; ///< of a map's item
    std::string_view value = "Value";

    constexpr std::string_view item_name() const { return item.empty() ? name : item; }
};

namespace detail {
struct any_visitor {
    void operator()(const member&, auto&) {}
};
} // namespace detail

/// A structure of the wire:
///     template <class Self, class Visitor> static void describe(Self& self, Visitor& visit)
/// calls visit(member, field) for each field. Fields are std::string (empty = absent),
/// std::optional of std::string, std::int64_t or bool, bool (always written), std::vector of
/// std::string or of shapes, string_map and attribute_map. A request also has `output` and
/// `action`.
template <class T>
concept shape = requires(T& t, detail::any_visitor& v) { T::describe(t, v); };

/// How lists and maps are numbered in query strings and nested in XML.
/// flattened (SQS): "Attribute.1.Name"; wrapped (SNS, STS): "Attributes.entry.1.key".
enum class query_style : bool { flattened, wrapped };

} // namespace aws_wire
