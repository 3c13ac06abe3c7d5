#include "json/decoder.hpp"

#include "json/shape.hpp"
#include "json/text.hpp"

#include <cmath>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace json {
namespace {

constexpr std::string_view blank_message = "This field may not be blank.";
constexpr std::string_view null_message = "This field may not be null.";

/// DRF's IntegerField takes 3, 3.0 and "3".
std::optional<std::int64_t> to_integer(const boost::json::value& value) {
    if (const auto* i = value.if_int64())
        return *i;
    if (const auto* d = value.if_double(); d && std::trunc(*d) == *d && std::abs(*d) < 9e15) {
        return static_cast<std::int64_t>(*d);
    }
    if (const auto* s = value.if_string())
        return parse_integer(*s);
    return std::nullopt;
}

std::optional<double> to_number(const boost::json::value& value) {
    if (value.is_number())
        return value.to_number<double>();
    if (const auto* s = value.if_string())
        return parse_number(*s);
    return std::nullopt;
}

std::optional<bool> to_boolean(const boost::json::value& value) {
    if (const auto* b = value.if_bool())
        return *b;
    if (const auto* s = value.if_string())
        return parse_boolean(*s);
    return std::nullopt;
}

std::string item_path(std::string_view key, std::size_t index) {
    return fmt::format("{}.{}", key, index);
}

std::string printed(const boost::json::value& value) {
    if (const auto* s = value.if_string())
        return std::string{*s};
    return boost::json::serialize(value);
}

} // namespace

object_decoder::object_decoder(const boost::json::value& value)
    : object_{value.if_object()} {
    if (value.is_null()) {
        fail("non_field_errors", "No data provided");
    } else if (!object_) {
        fail("non_field_errors", fmt::format("Invalid data. Expected a dictionary, but got {}.",
                                             python_type_name(value)));
    }
}

const boost::json::value* object_decoder::find(std::string_view key, bool required) {
    asked_.emplace_back(key);
    if (!object_)
        return nullptr;
    const auto* value = object_->if_contains(key);
    if (!value) {
        if (required && !partial_)
            fail(key, "This field is required.");
        return nullptr;
    }
    if (value->is_null()) {
        if (required)
            fail(key, std::string{null_message});
        return nullptr;
    }
    return value;
}

void object_decoder::note(std::string_view key, bool required, boost::json::object schema) {
    shape_->note(key, required && !partial_, std::move(schema));
}

bool object_decoder::has(std::string_view key) const {
    return object_ && object_->contains(key);
}

bool object_decoder::is_null(std::string_view key) const {
    const auto* value = object_ ? object_->if_contains(key) : nullptr;
    return value && value->is_null();
}

void object_decoder::refuse_null(std::initializer_list<std::string_view> keys) {
    for (const auto key : keys) {
        if (is_null(key))
            fail(key, std::string{null_message});
    }
}

void object_decoder::ignore(std::initializer_list<std::string_view> read_only_keys) {
    for (const auto key : read_only_keys)
        asked_.emplace_back(key);
}

void object_decoder::fail(std::string_view key, std::string message) {
    errors_[std::string{key}].push_back(std::move(message));
}

field_errors object_decoder::finish() {
    if (object_) {
        for (const auto& [key, value] : *object_) {
            if (std::ranges::find(asked_, std::string_view{key}) == asked_.end())
                fail(key, "Unknown field.");
        }
    }
    return std::move(errors_);
}

namespace {

/// The checks of one text; the message of the first that fails.
std::optional<std::string> text_error(std::string_view text, const text_bounds& bounds) {
    if (text.contains('\0'))
        return "Null characters are not allowed.";
    if (!valid_utf8(text))
        return "Not a valid string.";
    if (text.empty() && !bounds.blank_allowed)
        return std::string{blank_message};
    const auto length = count_code_points(text);
    if (length > bounds.length_max) {
        return fmt::format("Ensure this field has no more than {} characters.", bounds.length_max);
    }
    if (length < bounds.length_min && !text.empty()) {
        return fmt::format("Ensure this field has at least {} characters.", bounds.length_min);
    }
    return std::nullopt;
}

template <class T>
std::optional<std::string> range_error(T value, T min, T max) {
    if (value > max)
        return fmt::format("Ensure this value is less than or equal to {}.", max);
    if (value < min)
        return fmt::format("Ensure this value is greater than or equal to {}.", min);
    return std::nullopt;
}

} // namespace

// Each kind is read by one function; the public pair only says whether absence is an error.

std::optional<std::string> object_decoder::read_text(std::string_view key, bool required,
                                                     text_bounds bounds) {
    if (shape_)
        note(key, required, text_schema(bounds));
    const auto* value = find(key, required);
    if (!value)
        return std::nullopt;
    std::string text;
    if (const auto* s = value->if_string()) {
        text = *s;
    } else if (value->is_number()) {
        text = boost::json::serialize(*value);
    } else {
        fail(key, "Not a valid string.");
        return std::nullopt;
    }
    if (bounds.trim)
        text = trimmed(text);
    if (auto error = text_error(text, bounds)) {
        fail(key, std::move(*error));
        return std::nullopt;
    }
    return text;
}

std::optional<std::int64_t> object_decoder::read_integer(std::string_view key, bool required,
                                                         integer_bounds bounds) {
    if (shape_)
        note(key, required, integer_schema(bounds));
    const auto* value = find(key, required);
    if (!value)
        return std::nullopt;
    const auto integer = to_integer(*value);
    if (!integer) {
        fail(key, "A valid integer is required.");
        return std::nullopt;
    }
    if (auto error = range_error(*integer, bounds.min, bounds.max)) {
        fail(key, std::move(*error));
        return std::nullopt;
    }
    return integer;
}

std::optional<std::int64_t> object_decoder::read_key(std::string_view key, bool required) {
    if (shape_)
        note(key, required, key_schema());
    const auto* value = find(key, required);
    if (!value)
        return std::nullopt;
    const auto id = value->is_double() ? std::nullopt : to_integer(*value);
    if (!id) {
        fail(key, fmt::format("Incorrect type. Expected pk value, received {}.",
                              python_type_name(*value)));
        return std::nullopt;
    }
    if (*id <= 0) {
        fail(key, fmt::format("Invalid pk \"{}\" - object does not exist.", *id));
        return std::nullopt;
    }
    return id;
}

std::optional<double> object_decoder::read_number(std::string_view key, bool required,
                                                  number_bounds bounds) {
    if (shape_)
        note(key, required, number_schema(bounds));
    const auto* value = find(key, required);
    if (!value)
        return std::nullopt;
    const auto number = to_number(*value);
    if (!number || !std::isfinite(*number)) {
        fail(key, "A valid number is required.");
        return std::nullopt;
    }
    if (auto error = range_error(*number, bounds.min, bounds.max)) {
        fail(key, std::move(*error));
        return std::nullopt;
    }
    return number;
}

std::optional<bool> object_decoder::read_boolean(std::string_view key, bool required) {
    if (shape_)
        note(key, required, boolean_schema());
    const auto* value = find(key, required);
    if (!value)
        return std::nullopt;
    const auto boolean = to_boolean(*value);
    if (!boolean)
        fail(key, "Must be a valid boolean.");
    return boolean;
}

namespace {

constexpr std::size_t money_digits_max = 10;

std::string below(base::money min) {
    return fmt::format("Ensure this value is greater than or equal to {}.",
                       min.cents() == 0 ? "0" : min.to_string());
}

/// What is wrong with a text that is no amount of money, as DRF's DecimalField says it.
std::string money_error(std::string_view text, base::money min) {
    const auto number = parse_number(text);
    if (!number || !std::isfinite(*number))
        return "A valid number is required.";
    const auto unsigned_text = text.substr(text.find_first_not_of("+-"));
    const auto point = std::min(unsigned_text.find('.'), unsigned_text.size());
    const auto decimals = unsigned_text.size() - std::min(point + 1, unsigned_text.size());
    if (point + decimals > money_digits_max)
        return fmt::format("Ensure that there are no more than {} digits in total.",
                           money_digits_max);
    if (decimals > 2)
        return "Ensure that there are no more than 2 decimal places.";
    if (point > money_digits_max - 2)
        return "Ensure that there are no more than 8 digits before the decimal point.";
    return *number < 0 ? below(min) : "A valid number is required.";
}

} // namespace

std::optional<base::money> object_decoder::read_money(std::string_view key, bool required,
                                                      base::money min) {
    if (shape_)
        note(key, required, money_schema());
    const auto* value = find(key, required);
    if (!value)
        return std::nullopt;
    if (!value->is_string() && !value->is_number()) {
        fail(key, "A valid number is required.");
        return std::nullopt;
    }
    const auto text = value->is_double() ? fmt::format("{}", value->get_double()) : printed(*value);
    const auto amount = base::money::parse(trimmed(text));
    if (amount && *amount >= min)
        return amount;
    fail(key, amount ? below(min) : money_error(trimmed(text), min));
    return std::nullopt;
}

std::optional<std::string> object_decoder::read_choice(std::string_view key, bool required,
                                                       std::span<const std::string_view> choices) {
    if (shape_)
        note(key, required, choice_schema(choices));
    const auto* value = find(key, required);
    if (!value)
        return std::nullopt;
    const auto text = printed(*value);
    if (value->is_string() && std::ranges::find(choices, text) != choices.end())
        return text;
    fail(key, fmt::format("\"{}\" is not a valid choice.", text));
    return std::nullopt;
}

std::optional<std::chrono::seconds> object_decoder::read_time_of_day(std::string_view key,
                                                                     bool required) {
    if (shape_)
        note(key, required, time_of_day_schema());
    const auto* value = find(key, required);
    if (!value)
        return std::nullopt;
    if (const auto* s = value->if_string()) {
        if (const auto time = parse_time_of_day(*s))
            return time;
    }
    fail(key, "Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].");
    return std::nullopt;
}

std::optional<std::string> object_decoder::required_text(std::string_view key, text_bounds bounds) {
    return read_text(key, true, bounds);
}
std::optional<std::string> object_decoder::optional_text(std::string_view key, text_bounds bounds) {
    return read_text(key, false, bounds);
}
std::optional<std::int64_t> object_decoder::required_integer(std::string_view key,
                                                             integer_bounds bounds) {
    return read_integer(key, true, bounds);
}
std::optional<std::int64_t> object_decoder::optional_integer(std::string_view key,
                                                             integer_bounds bounds) {
    return read_integer(key, false, bounds);
}
std::optional<std::int64_t> object_decoder::required_key(std::string_view key) {
    return read_key(key, true);
}
std::optional<std::int64_t> object_decoder::optional_key(std::string_view key) {
    return read_key(key, false);
}
std::optional<double> object_decoder::required_number(std::string_view key, number_bounds bounds) {
    return read_number(key, true, bounds);
}
std::optional<double> object_decoder::optional_number(std::string_view key, number_bounds bounds) {
    return read_number(key, false, bounds);
}
std::optional<bool> object_decoder::required_boolean(std::string_view key) {
    return read_boolean(key, true);
}
std::optional<bool> object_decoder::optional_boolean(std::string_view key) {
    return read_boolean(key, false);
}
std::optional<base::money> object_decoder::required_money(std::string_view key, base::money min) {
    return read_money(key, true, min);
}
std::optional<std::string>
object_decoder::required_choice(std::string_view key, std::span<const std::string_view> choices) {
    return read_choice(key, true, choices);
}
std::optional<std::string>
object_decoder::optional_choice(std::string_view key, std::span<const std::string_view> choices) {
    return read_choice(key, false, choices);
}
std::optional<std::chrono::seconds> object_decoder::required_time_of_day(std::string_view key) {
    return read_time_of_day(key, true);
}
std::optional<std::chrono::seconds> object_decoder::optional_time_of_day(std::string_view key) {
    return read_time_of_day(key, false);
}

const boost::json::array* object_decoder::find_list(std::string_view key) {
    const auto* value = find(key, false);
    if (value && !value->is_array()) {
        fail(key, fmt::format("Expected a list of items but got type \"{}\".",
                              python_type_name(*value)));
    }
    return value ? value->if_array() : nullptr;
}

std::optional<std::vector<std::string>>
object_decoder::optional_choices(std::string_view key, std::span<const std::string_view> choices) {
    if (shape_)
        note(key, false, list_schema(choice_schema(choices)));
    const auto* list = find_list(key);
    if (!list)
        return std::nullopt;
    std::vector<std::string> chosen;
    bool good = true;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto& item = (*list)[i];
        const auto text = printed(item);
        if (!item.is_string() || std::ranges::find(choices, text) == choices.end()) {
            fail(item_path(key, i), fmt::format("\"{}\" is not a valid choice.", text));
            good = false;
        } else if (std::ranges::find(chosen, text) == chosen.end()) {
            chosen.push_back(text);
        }
    }
    if (!good)
        return std::nullopt;
    return chosen;
}

std::optional<std::vector<std::int64_t>> object_decoder::optional_integers(std::string_view key,
                                                                           integer_bounds each,
                                                                           std::size_t count_max) {
    if (shape_)
        note(key, false, list_schema(integer_schema(each)));
    const auto* list = find_list(key);
    if (!list)
        return std::nullopt;
    if (list->size() > count_max) {
        fail(key, fmt::format("Ensure this field has no more than {} elements.", count_max));
        return std::nullopt;
    }
    std::vector<std::int64_t> integers;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto integer = to_integer((*list)[i]);
        if (!integer) {
            fail(item_path(key, i), "A valid integer is required.");
        } else if (auto error = range_error(*integer, each.min, each.max)) {
            fail(item_path(key, i), std::move(*error));
        } else {
            integers.push_back(*integer);
        }
    }
    if (integers.size() < list->size())
        return std::nullopt;
    return integers;
}

std::optional<std::chrono::year_month_day> object_decoder::optional_date(std::string_view key) {
    if (shape_)
        note(key, false, date_schema());
    const auto* value = find(key, false);
    if (!value)
        return std::nullopt;
    if (const auto* s = value->if_string()) {
        if (const auto date = parse_date(*s))
            return date;
    }
    fail(key, "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.");
    return std::nullopt;
}

std::optional<base::geo_point> object_decoder::optional_point() {
    const auto latitude = optional_number("latitude", {-90, 90});
    const auto longitude = optional_number("longitude", {-180, 180});
    const auto present = [this](std::string_view key) { return has(key) && !is_null(key); };
    if (present("latitude") && !present("longitude"))
        fail("longitude", "This field is required.");
    if (present("longitude") && !present("latitude"))
        fail("latitude", "This field is required.");
    if (!latitude || !longitude)
        return std::nullopt;
    return base::geo_point::from_degrees(*latitude, *longitude);
}

std::optional<base::geo_point> object_decoder::required_point() {
    const auto latitude = required_number("latitude", {-90, 90});
    const auto longitude = required_number("longitude", {-180, 180});
    if (!latitude || !longitude)
        return std::nullopt;
    return base::geo_point::from_degrees(*latitude, *longitude);
}

std::optional<boost::json::object> object_decoder::optional_object(std::string_view key,
                                                                   std::size_t bytes_max) {
    if (shape_)
        note(key, false, {{"type", "object"}});
    const auto* value = find(key, false);
    if (!value)
        return std::nullopt;
    const auto* object = value->if_object();
    if (!object) {
        fail(key, fmt::format("Expected a dictionary of items but got type \"{}\".",
                              python_type_name(*value)));
        return std::nullopt;
    }
    if (boost::json::serialize(*object).size() > bytes_max) {
        fail(key, fmt::format("Ensure this field has no more than {} characters.", bytes_max));
        return std::nullopt;
    }
    return *object;
}

} // namespace json
