#pragma once

#include "base/geo_point.hpp"
#include "base/money.hpp"
#include "json/bounds.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace json {

/// What is wrong with each field, in Django REST Framework's words; a nested field's key is its
/// path, "items.0.name", and so is an item's of a list.
using field_errors = std::map<std::string, std::vector<std::string>, std::less<>>;

/// {"field": ["why", ...], "list": {"0": ["why", ...]}, ...}
boost::json::object to_json(const field_errors& errors);

class object_shape;

/// Reads one JSON object field by field and collects everything that is wrong with it, so that a
/// client learns of all bad fields at once. A reading function gives nothing when the field is
/// absent (or null where that means absent) or bad; what to do with good fields is decided after
/// `finish()`.
///
/// Unknown keys: a key that no call asked for is an error ("Unknown field."), so that a misspelt
/// optional field is never lost in silence. `ignore` names the read-only keys of an object that a
/// client may send back as it got it.
class object_decoder {
public:
    /// Reads nothing, and writes down what it is asked for: how a body is described by the code
    /// that reads it. `into` outlives it.
    explicit object_decoder(object_shape& into)
        : shape_{&into} {}

    /// A body that is not an object is one error under "non_field_errors"; every field then reads
    /// as absent.
    explicit object_decoder(const boost::json::value& value);

    /// For PATCH: a required field may be absent (it keeps its value), but not null or blank.
    object_decoder& partial() {
        partial_ = true;
        return *this;
    }

    std::optional<std::string> required_text(std::string_view key, text_bounds bounds = {});
    std::optional<std::string> optional_text(std::string_view key, text_bounds bounds = {});
    std::optional<std::int64_t> required_integer(std::string_view key, integer_bounds bounds = {});
    std::optional<std::int64_t> optional_integer(std::string_view key, integer_bounds bounds = {});
    /// The id of another object, in DRF's words when it cannot be one; whether the object exists is
    /// for the caller.
    std::optional<std::int64_t> required_key(std::string_view key);
    std::optional<std::int64_t> optional_key(std::string_view key);
    std::optional<double> required_number(std::string_view key, number_bounds bounds = {});
    std::optional<double> optional_number(std::string_view key, number_bounds bounds = {});
    std::optional<bool> required_boolean(std::string_view key);
    std::optional<bool> optional_boolean(std::string_view key);
    /// "12.50" or 12.5, at least `min`.
    std::optional<base::money> required_money(std::string_view key, base::money min = {});
    std::optional<std::string> required_choice(std::string_view key,
                                               std::span<const std::string_view> choices);
    std::optional<std::string> optional_choice(std::string_view key,
                                               std::span<const std::string_view> choices);
    /// A list of distinct choices; an empty list is a value.
    std::optional<std::vector<std::string>>
    optional_choices(std::string_view key, std::span<const std::string_view> choices);
    std::optional<std::vector<std::int64_t>>
    optional_integers(std::string_view key, integer_bounds each, std::size_t count_max);
    /// "HH:MM[:SS]" as seconds of the day.
    std::optional<std::chrono::seconds> required_time_of_day(std::string_view key);
    std::optional<std::chrono::seconds> optional_time_of_day(std::string_view key);
    /// "YYYY-MM-DD".
    std::optional<std::chrono::year_month_day> optional_date(std::string_view key);
    /// `latitude` and `longitude`: both, or both absent (null counts as absent).
    std::optional<base::geo_point> optional_point();
    std::optional<base::geo_point> required_point();
    /// Any JSON object, as it came.
    std::optional<boost::json::object> optional_object(std::string_view key, std::size_t bytes_max);

    /// True when the key is there, even if null.
    bool has(std::string_view key) const;
    bool is_null(std::string_view key) const;

    /// Optional fields that may be absent but not null.
    void refuse_null(std::initializer_list<std::string_view> keys);

    void ignore(std::initializer_list<std::string_view> read_only_keys);

    /// For rules that need more than one field or the world outside.
    void fail(std::string_view key, std::string message);

    /// Checks for unknown keys and gives all errors; empty when the object is good.
    field_errors finish();

private:
    /// The value to read; nothing when it is absent or null, which is noted as an error if it may
    /// not be.
    const boost::json::value* find(std::string_view key, bool required);

    /// An optional list, or nothing as above.
    const boost::json::array* find_list(std::string_view key);

    std::optional<std::string> read_text(std::string_view key, bool required, text_bounds bounds);
    std::optional<std::int64_t> read_integer(std::string_view key, bool required,
                                             integer_bounds bounds);
    std::optional<std::int64_t> read_key(std::string_view key, bool required);
    std::optional<double> read_number(std::string_view key, bool required, number_bounds bounds);
    std::optional<bool> read_boolean(std::string_view key, bool required);
    std::optional<base::money> read_money(std::string_view key, bool required, base::money min);
    std::optional<std::string> read_choice(std::string_view key, bool required,
                                           std::span<const std::string_view> choices);
    std::optional<std::chrono::seconds> read_time_of_day(std::string_view key, bool required);

    void note(std::string_view key, bool required, boost::json::object schema);

    const boost::json::object* object_ = nullptr;
    object_shape* shape_ = nullptr;
    bool partial_ = false;
    std::vector<std::string> asked_;
    field_errors errors_;
};

} // namespace json
