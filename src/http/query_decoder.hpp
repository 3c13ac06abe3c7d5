#pragma once

#include "base/geo_point.hpp"
#include "base/listing.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "json/decoder.hpp"

#include <cstdint>
#include <expected>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace http {

/// Reads query parameters one by one and collects everything that is wrong with them, so that a
/// client learns of all at once. A reading function gives nothing when the parameter is absent or
/// bad; an empty one counts as absent. Parameters that nobody asks for are passed over, as Django
/// does.
class query_decoder {
public:
    /// `from` outlives the decoder.
    explicit query_decoder(const query& from)
        : from_{from} {}

    /// "true", "True" or "1", and the same of false.
    std::optional<bool> boolean(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key, json::integer_bounds bounds = {});
    /// The id of another object, whether it exists or not.
    template <class Id>
    std::optional<Id> id(std::string_view key) {
        const auto number = key_of(key);
        return number ? std::optional{Id{*number}} : std::nullopt;
    }
    /// A distance in metres between the two, both included.
    std::optional<double> metres(std::string_view key, double min, double max);
    /// "latitude,longitude" in degrees.
    std::optional<base::geo_point> point(std::string_view key);
    std::optional<std::string_view> text(std::string_view key) const;
    /// One of these words.
    std::optional<std::string_view> choice(std::string_view key,
                                           std::span<const std::string_view> choices);
    /// `search`: words that a list's items shall have, separated by single blanks.
    std::optional<std::string> search();
    /// `ordering`: "name,-created_at". Keys that the list does not know are passed over, as DRF
    /// does; `keys` are string literals.
    base::list_order ordering(std::initializer_list<std::string_view> keys) const;

    /// For rules that need more than one parameter or words of one's own.
    void fail(std::string_view key, std::string message);

    /// All errors; empty when the parameters are good.
    json::field_errors finish() { return std::move(errors_); }

    /// What was read into `value`, or the 400 that names every bad parameter.
    template <class T>
    std::expected<T, response> finish(T value) {
        if (!errors_.empty())
            return std::unexpected{invalid(errors_)};
        return value;
    }

private:
    std::optional<std::int64_t> key_of(std::string_view key);

    const query& from_;
    json::field_errors errors_;
};

} // namespace http
