#include "json/shape.hpp"

#include "base/clock.hpp"
#include "json/text.hpp"

#include <algorithm>
#include <limits>

#include <boost/json/array.hpp>

namespace json {
namespace {

boost::json::object typed(std::string_view type) {
    return {{"type", type}};
}

boost::json::object formatted(std::string_view format) {
    return {{"type", "string"}, {"format", format}};
}

boost::json::object schema_of_text(std::string_view text) {
    if (base::parse_rfc3339(text))
        return formatted("date-time");
    if (parse_date(text))
        return formatted("date");
    return typed("string");
}

} // namespace

boost::json::object text_schema(const text_bounds& bounds) {
    auto schema = typed("string");
    const auto least =
        bounds.blank_allowed ? bounds.length_min : std::max<std::size_t>(1, bounds.length_min);
    if (least > 0)
        schema["minLength"] = least;
    schema["maxLength"] = bounds.length_max;
    return schema;
}

boost::json::object integer_schema(const integer_bounds& bounds) {
    auto schema = typed("integer");
    if (bounds.min != integer_bounds{}.min)
        schema["minimum"] = bounds.min;
    if (bounds.max != integer_bounds{}.max)
        schema["maximum"] = bounds.max;
    return schema;
}

boost::json::object number_schema(const number_bounds& bounds) {
    auto schema = typed("number");
    if (bounds.min != number_bounds{}.min)
        schema["minimum"] = bounds.min;
    if (bounds.max != number_bounds{}.max)
        schema["maximum"] = bounds.max;
    return schema;
}

boost::json::object boolean_schema() {
    return typed("boolean");
}

boost::json::object key_schema() {
    return integer_schema({.min = 1});
}

boost::json::object money_schema() {
    return {
        {"type", "string"}, {"pattern", "^[0-9]{1,8}(\\.[0-9]{1,2})?$"}, {"examples", {"12.50"}}};
}

boost::json::object choice_schema(std::span<const std::string_view> choices) {
    return {{"type", "string"}, {"enum", boost::json::array(choices.begin(), choices.end())}};
}

boost::json::object time_of_day_schema() {
    return {{"type", "string"}, {"examples", {"18:30:00"}}, {"pattern", "^[0-9]{2}:[0-9]{2}"}};
}

boost::json::object date_schema() {
    return formatted("date");
}

boost::json::object list_schema(boost::json::object items) {
    return {{"type", "array"}, {"items", std::move(items)}};
}

boost::json::object schema_of_example(const boost::json::value& example) {
    switch (example.kind()) {
    case boost::json::kind::null:
        return {};
    case boost::json::kind::bool_:
        return typed("boolean");
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
        return typed("integer");
    case boost::json::kind::double_:
        return typed("number");
    case boost::json::kind::string:
        return schema_of_text(example.get_string());
    case boost::json::kind::array: {
        const auto& items = example.get_array();
        return list_schema(items.empty() ? boost::json::object{}
                                         : schema_of_example(items.front()));
    }
    case boost::json::kind::object:
        break;
    }
    object_shape shape;
    for (const auto& [key, value] : example.get_object())
        shape.note(key, true, schema_of_example(value));
    return shape.to_schema();
}

void object_shape::note(std::string_view key, bool required, boost::json::object schema) {
    properties_[key] = std::move(schema);
    if (required && std::ranges::find(required_, key) == required_.end())
        required_.emplace_back(key);
}

boost::json::object object_shape::to_schema() const {
    auto schema = typed("object");
    schema["properties"] = properties_;
    if (!required_.empty())
        schema["required"] = boost::json::array(required_.begin(), required_.end());
    return schema;
}

} // namespace json
