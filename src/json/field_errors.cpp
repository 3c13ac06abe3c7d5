#include "json/decoder.hpp"

#include <boost/json/array.hpp>

namespace json {
namespace {

/// Below a field that is bad itself, among its own messages: a field has a list or an object.
void place(boost::json::object& all, std::string_view path,
           const std::vector<std::string>& messages) {
    const auto dot = path.find('.');
    auto& at = all[path.substr(0, dot)];
    if (dot == std::string_view::npos || at.is_array()) {
        if (!at.is_array())
            at.emplace_array();
        for (const auto& message : messages)
            at.get_array().emplace_back(message);
        return;
    }
    if (!at.is_object())
        at.emplace_object();
    place(at.get_object(), path.substr(dot + 1), messages);
}

} // namespace

boost::json::object to_json(const field_errors& errors) {
    boost::json::object object;
    for (const auto& [field, messages] : errors)
        place(object, field, messages);
    return object;
}

} // namespace json
