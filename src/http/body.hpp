#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "json/decoder.hpp"

#include <concepts>
#include <expected>
#include <optional>
#include <utility>

#include <boost/json/value.hpp>

namespace http {

/// The request's JSON body (an empty body is an empty object), or the answer that refuses it: 400
/// {"detail": "JSON parse error - ..."} for broken JSON or more than 32 levels, 415 for another
/// Content-Type.
std::expected<boost::json::value, response> json_body(const request& from);

/// For requests that have no fields: the answer that refuses a body with any.
std::optional<response> refuse_fields(const request& from);

/// What was read of a body; `errors` name the fields that could not be.
template <class T>
struct decoded {
    T value;
    json::field_errors errors{};
};

/// The JSON body read by `read`, whatever is wrong with its fields: for rules that need more than
/// the body. Or the answer that refuses what json_body refuses.
template <std::invocable<json::object_decoder&> Read>
auto decode_leniently(const request& from, Read read)
    -> std::expected<decoded<decltype(read(std::declval<json::object_decoder&>()))>, response> {
    const auto body = json_body(from);
    if (!body)
        return std::unexpected{body.error()};
    json::object_decoder in{*body};
    auto value = read(in);
    return decoded{std::move(value), in.finish()};
}

/// The JSON body read by `read`; or the answer that refuses it, with every bad field named.
template <std::invocable<json::object_decoder&> Read>
auto decode(const request& from, Read read)
    -> std::expected<decltype(read(std::declval<json::object_decoder&>())), response> {
    auto all = decode_leniently(from, std::move(read));
    if (!all)
        return std::unexpected{std::move(all.error())};
    if (!all->errors.empty())
        return std::unexpected{invalid(all->errors)};
    return std::move(all->value);
}

} // namespace http
