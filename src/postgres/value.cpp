#include "postgres/value.hpp"

#include "postgres/oids.hpp"

#include <array>
#include <stdexcept>

#include <boost/endian/conversion.hpp>

namespace postgres {
namespace {

using namespace std::chrono;

constexpr sys_days epoch{year{2000} / January / 1};

template <class Integer>
void append_integer(std::string& out, Integer value) {
    std::array<unsigned char, sizeof(Integer)> bytes{};
    boost::endian::endian_store<Integer, sizeof(Integer), boost::endian::order::big>(bytes.data(),
                                                                                     value);
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void append(std::string& out, bool value) {
    out += value ? '\1' : '\0';
}
void append(std::string& out, std::int32_t value) {
    append_integer(out, value);
}
void append(std::string& out, std::int64_t value) {
    append_integer(out, value);
}
void append(std::string& out, double value) {
    append_integer(out, std::bit_cast<std::int64_t>(value));
}
void append(std::string& out, std::string_view value) {
    out += value;
}

void append(std::string& out, base::instant value) {
    if (value == base::instant::max() || value == base::instant::min()) {
        append_integer(out, static_cast<std::int64_t>(value.time_since_epoch().count()));
    } else {
        append_integer(out, static_cast<std::int64_t>((value - epoch).count()));
    }
}

void append(std::string& out, year_month_day value) {
    append_integer(out, static_cast<std::int32_t>((sys_days{value} - epoch).count()));
}

void append(std::string& out, seconds time_of_day) {
    append_integer(out, static_cast<std::int64_t>(microseconds{time_of_day}.count()));
}

/// numeric: digits to the base 10,000, `weight` the power of the first one.
void append(std::string& out, base::money value) {
    const auto whole = value.cents() / 100;
    std::array<std::int16_t, 3> digits{static_cast<std::int16_t>(whole / 10'000),
                                       static_cast<std::int16_t>(whole % 10'000),
                                       static_cast<std::int16_t>(value.cents() % 100 * 100)};
    std::size_t first = 0;
    std::size_t last = digits.size();
    while (first < last && digits[first] == 0)
        ++first;
    while (last > first && digits[last - 1] == 0)
        --last;
    append_integer(out, static_cast<std::int16_t>(last - first));
    append_integer(out, static_cast<std::int16_t>(first == last ? 0 : 1 - static_cast<int>(first)));
    append_integer(out, std::int16_t{0}); // positive
    append_integer(out, std::int16_t{2}); // decimals shown
    for (auto i = first; i < last; ++i)
        append_integer(out, digits[i]);
}

void append(std::string& out, const jsonb& value) {
    out += '\1'; // the format's version
    out += value.text;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    throw std::invalid_argument{"not a UUID"};
}

void append(std::string& out, const uuid& value) {
    const std::string_view text = value.text;
    if (text.size() != 36)
        throw std::invalid_argument{"not a UUID"};
    for (std::size_t i = 0; i < text.size();) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i++] != '-')
                throw std::invalid_argument{"not a UUID"};
            continue;
        }
        out += static_cast<char>(hex_digit(text[i]) << 4 | hex_digit(text[i + 1]));
        i += 2;
    }
}

void append(std::string& out, const bytea& value) {
    out += value.bytes;
}

template <class T>
bool is_null(const T&) {
    return false;
}

template <class T>
bool is_null(const std::optional<T>& value) {
    return !value.has_value();
}

template <class T>
void append_element(std::string& out, const T& value) {
    const auto at = out.size();
    append_integer(out, std::int32_t{0});
    append(out, value);
    boost::endian::store_big_s32(reinterpret_cast<unsigned char*>(out.data() + at),
                                 static_cast<std::int32_t>(out.size() - at - 4));
}

template <class T>
void append_element(std::string& out, const std::optional<T>& value) {
    if (value) {
        append_element(out, *value);
    } else {
        append_integer(out, std::int32_t{-1});
    }
}

} // namespace

template <class Append>
params& params::put(Append append_value) {
    const auto begin = bytes_.size();
    append_value(bytes_);
    offsets_.push_back({begin, static_cast<std::int32_t>(bytes_.size() - begin)});
    return *this;
}

/// One dimension, counted from 1: {dimensions, has NULLs, element type, length, lower bound} and
/// the elements.
template <class Elements>
params& params::put_array(std::uint32_t element_oid, const Elements& elements) {
    return put([&](std::string& out) {
        const bool any_null =
            std::ranges::any_of(elements, [](const auto& e) { return is_null(e); });
        append_integer(out, std::int32_t{elements.empty() ? 0 : 1});
        append_integer(out, std::int32_t{any_null});
        append_integer(out, element_oid);
        if (elements.empty())
            return;
        append_integer(out, static_cast<std::int32_t>(elements.size()));
        append_integer(out, std::int32_t{1});
        for (const auto& element : elements)
            append_element(out, element);
    });
}

params& params::add(std::nullopt_t) {
    offsets_.push_back({bytes_.size(), -1});
    return *this;
}

#define MARKETPLACE_ADD(...)                                                                       \
    params& params::add(__VA_ARGS__ value) {                                                       \
        return put([&](std::string& out) { append(out, value); });                                 \
    }
MARKETPLACE_ADD(bool)
MARKETPLACE_ADD(std::int32_t)
MARKETPLACE_ADD(std::int64_t)
MARKETPLACE_ADD(double)
MARKETPLACE_ADD(std::string_view)
MARKETPLACE_ADD(base::instant)
MARKETPLACE_ADD(std::chrono::year_month_day)
MARKETPLACE_ADD(std::chrono::seconds)
MARKETPLACE_ADD(base::money)
MARKETPLACE_ADD(const jsonb&)
MARKETPLACE_ADD(const uuid&)
MARKETPLACE_ADD(const bytea&)
#undef MARKETPLACE_ADD

#define MARKETPLACE_ADD_ARRAY(element, ...)                                                        \
    params& params::add(std::span<const __VA_ARGS__> values) {                                     \
        return put_array(oid::element, values);                                                    \
    }
MARKETPLACE_ADD_ARRAY(int8, std::int64_t)
MARKETPLACE_ADD_ARRAY(int4, std::int32_t)
MARKETPLACE_ADD_ARRAY(float8, double)
MARKETPLACE_ADD_ARRAY(text, std::string)
MARKETPLACE_ADD_ARRAY(timestamptz, base::instant)
MARKETPLACE_ADD_ARRAY(date, std::chrono::year_month_day)
MARKETPLACE_ADD_ARRAY(numeric, base::money)
MARKETPLACE_ADD_ARRAY(int8, std::optional<std::int64_t>)
MARKETPLACE_ADD_ARRAY(float8, std::optional<double>)
MARKETPLACE_ADD_ARRAY(text, std::optional<std::string>)
MARKETPLACE_ADD_ARRAY(timestamptz, std::optional<base::instant>)
MARKETPLACE_ADD_ARRAY(uuid, uuid)
MARKETPLACE_ADD_ARRAY(jsonb, jsonb)
MARKETPLACE_ADD_ARRAY(bytea, bytea)
MARKETPLACE_ADD_ARRAY(boolean, bool)
#undef MARKETPLACE_ADD_ARRAY

params& params::add_bools(const std::vector<bool>& values) {
    const auto plain = std::make_unique<bool[]>(values.size());
    std::ranges::copy(values, plain.get());
    return add(std::span<const bool>{plain.get(), values.size()});
}

std::optional<std::string_view> params::at(std::size_t index) const {
    const auto& [begin, length] = offsets_.at(index);
    if (length < 0)
        return std::nullopt;
    return std::string_view{bytes_}.substr(begin, static_cast<std::size_t>(length));
}

} // namespace postgres
