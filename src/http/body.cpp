#include "http/body.hpp"

#include "json/text.hpp"

#include <algorithm>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace http {
namespace {

constexpr std::size_t json_depth_max = 32;

/// "application/json", in any case and with any parameters. No Content-Type counts as JSON.
bool is_json(const request& from) {
    auto type = from.header("content-type").value_or("application/json");
    type = json::trimmed(type.substr(0, type.find(';')));
    constexpr std::string_view wanted = "application/json";
    return std::ranges::equal(type, wanted,
                              [](char a, char b) { return (a | 0x20) == b || a == b; });
}

} // namespace

std::expected<boost::json::value, response> json_body(const request& from) {
    if (from.body.empty())
        return boost::json::object{};
    if (!is_json(from)) {
        return std::unexpected{detail(415, fmt::format("Unsupported media type \"{}\" in request.",
                                                       from.header("content-type").value_or("")))};
    }
    boost::json::parse_options options;
    options.max_depth = json_depth_max;
    boost::json::parser parser{{}, options};
    boost::system::error_code failed;
    const auto read = parser.write_some(from.body.data(), from.body.size(), failed);
    if (!failed && from.body.find_first_not_of(" \t\r\n", read) != std::string::npos) {
        failed = boost::json::error::extra_data;
    }
    if (failed) {
        return std::unexpected{
            detail(400, fmt::format("JSON parse error - {} (char {})", failed.message(), read))};
    }
    return parser.release();
}

std::optional<response> refuse_fields(const request& from) {
    if (from.body.empty())
        return std::nullopt;
    const auto read = decode(from, [](json::object_decoder&) { return true; });
    return read ? std::nullopt : std::optional{read.error()};
}

} // namespace http
