#pragma once

#include "json/bounds.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace json {

// JSON Schema (2020-12, as OpenAPI 3.1 has it) of single values.

boost::json::object text_schema(const text_bounds& bounds);
boost::json::object integer_schema(const integer_bounds& bounds = {});
boost::json::object number_schema(const number_bounds& bounds = {});
boost::json::object boolean_schema();
boost::json::object key_schema();
boost::json::object money_schema();
boost::json::object choice_schema(std::span<const std::string_view> choices);
boost::json::object time_of_day_schema();
boost::json::object date_schema();
boost::json::object list_schema(boost::json::object items);

/// What a value like this one looks like: members of objects are required, the items of a list are
/// like its first, null may be anything.
boost::json::object schema_of_example(const boost::json::value& example);

/// The object that a decoder would read: it writes down here what the decoder asks for.
class object_shape {
public:
    void note(std::string_view key, bool required, boost::json::object schema);
    bool empty() const { return properties_.empty(); }

    boost::json::object to_schema() const;

private:
    boost::json::object properties_;
    std::vector<std::string> required_;
};

} // namespace json
