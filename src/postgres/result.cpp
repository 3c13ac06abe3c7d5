#include "postgres/result.hpp"

#include "postgres/oids.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>
#include <libpq-fe.h>

namespace postgres {

result::result(pg_result* raw)
    : raw_{raw, PQclear} {}

int result::size() const {
    return raw_ ? PQntuples(raw_.get()) : 0;
}

int result::columns() const {
    return raw_ ? PQnfields(raw_.get()) : 0;
}

std::int64_t result::affected() const {
    return raw_ ? std::strtoll(PQcmdTuples(raw_.get()), nullptr, 10) : 0;
}

std::optional<std::string_view> result::raw(int row, int column, std::uint32_t& type) const {
    if (row < 0 || row >= size() || column < 0 || column >= PQnfields(raw_.get())) {
        throw std::logic_error{fmt::format("no row {} column {}", row, column)};
    }
    type = PQftype(raw_.get(), column);
    if (PQgetisnull(raw_.get(), row, column))
        return std::nullopt;
    return std::string_view{PQgetvalue(raw_.get(), row, column),
                            static_cast<std::size_t>(PQgetlength(raw_.get(), row, column))};
}

namespace impl {
namespace {

using namespace std::chrono;

constexpr sys_days epoch{year{2000} / January / 1};

[[noreturn]] void fail_type(const char* wanted, std::uint32_t type) {
    throw std::logic_error{fmt::format("a column of type {} read as {}", type, wanted)};
}

template <class Integer>
Integer load(std::string_view bytes) {
    if (bytes.size() < sizeof(Integer))
        throw std::logic_error{"a value is too short"};
    return boost::endian::endian_load<Integer, sizeof(Integer), boost::endian::order::big>(
        reinterpret_cast<const unsigned char*>(bytes.data()));
}

template <class Integer>
Integer take(std::string_view& bytes) {
    const auto value = load<Integer>(bytes);
    bytes.remove_prefix(sizeof(Integer));
    return value;
}

bool is_text(std::uint32_t type) {
    constexpr std::array types{oid::text, oid::varchar, oid::bpchar, oid::name, oid::json};
    return std::ranges::find(types, type) != types.end() || type >= oid::first_user_defined;
}

/// Arrays of the types that we read; those of user-defined types are user-defined too.
bool is_array(std::uint32_t type) {
    constexpr std::array<std::uint32_t, 17> types{1000, 1001, 1003, 1005, 1007, 1009,
                                                  1014, 1015, 1016, 1021, 1022, 1182,
                                                  1183, 1185, 1231, 2951, 3807};
    return std::ranges::find(types, type) != types.end() || type >= oid::first_user_defined;
}

/// One digit to the base 10,000 as hundredths; `weight` is its power.
std::int64_t to_cents(std::int64_t digit, int weight) {
    if (weight >= 0) {
        if (weight > 2)
            throw std::logic_error{"an amount of money is too large"};
        for (int i = 0; i < weight; ++i)
            digit *= 10'000;
        return digit * 100;
    }
    if (weight < -1 || digit % 100 != 0)
        throw std::logic_error{"an amount of money has more than two decimals"};
    return digit / 100;
}

} // namespace

void fail_null(int column) {
    throw std::logic_error{fmt::format("NULL in column {}", column)};
}

template <>
bool decode<bool>::from(std::uint32_t type, std::string_view bytes) {
    if (type != oid::boolean)
        fail_type("bool", type);
    return load<std::uint8_t>(bytes) != 0;
}

template <>
std::int32_t decode<std::int32_t>::from(std::uint32_t type, std::string_view bytes) {
    if (type == oid::int4)
        return load<std::int32_t>(bytes);
    if (type == oid::int2)
        return load<std::int16_t>(bytes);
    fail_type("int32", type);
}

template <>
std::int64_t decode<std::int64_t>::from(std::uint32_t type, std::string_view bytes) {
    if (type == oid::int8)
        return load<std::int64_t>(bytes);
    if (type == oid::int4)
        return load<std::int32_t>(bytes);
    if (type == oid::int2)
        return load<std::int16_t>(bytes);
    fail_type("int64", type);
}

template <>
double decode<double>::from(std::uint32_t type, std::string_view bytes) {
    if (type == oid::float8)
        return std::bit_cast<double>(load<std::int64_t>(bytes));
    if (type == oid::float4)
        return std::bit_cast<float>(load<std::int32_t>(bytes));
    fail_type("double", type);
}

template <>
std::string_view decode<std::string_view>::from(std::uint32_t type, std::string_view bytes) {
    if (!is_text(type))
        fail_type("text", type);
    return bytes;
}

template <>
std::string decode<std::string>::from(std::uint32_t type, std::string_view bytes) {
    if (!is_text(type))
        fail_type("text", type);
    return std::string{bytes};
}

template <>
base::instant decode<base::instant>::from(std::uint32_t type, std::string_view bytes) {
    if (type != oid::timestamptz)
        fail_type("timestamptz", type);
    const auto us = load<std::int64_t>(bytes);
    if (us == std::numeric_limits<std::int64_t>::max())
        return base::instant::max();
    if (us == std::numeric_limits<std::int64_t>::min())
        return base::instant::min();
    return epoch + microseconds{us};
}

template <>
year_month_day decode<year_month_day>::from(std::uint32_t type, std::string_view bytes) {
    if (type != oid::date)
        fail_type("date", type);
    return epoch + days{load<std::int32_t>(bytes)};
}

template <>
seconds decode<seconds>::from(std::uint32_t type, std::string_view bytes) {
    if (type != oid::time)
        fail_type("time", type);
    return floor<seconds>(microseconds{load<std::int64_t>(bytes)});
}

template <>
base::money decode<base::money>::from(std::uint32_t type, std::string_view bytes) {
    if (type != oid::numeric)
        fail_type("numeric", type);
    const auto count = take<std::int16_t>(bytes);
    const auto weight = take<std::int16_t>(bytes);
    const auto sign = take<std::uint16_t>(bytes);
    take<std::int16_t>(bytes); // decimals shown
    if (sign != 0)
        throw std::logic_error{"an amount of money is negative or no number"};
    std::int64_t cents = 0;
    for (int i = 0; i < count; ++i)
        cents += to_cents(take<std::int16_t>(bytes), weight - i);
    const auto value = base::money::from_cents(cents);
    if (!value)
        throw std::logic_error{"an amount of money is too large"};
    return *value;
}

template <>
jsonb decode<jsonb>::from(std::uint32_t type, std::string_view bytes) {
    if (type == oid::json)
        return {std::string{bytes}};
    if (type != oid::jsonb)
        fail_type("jsonb", type);
    return {std::string{bytes.substr(1)}}; // without the format's version
}

template <>
uuid decode<uuid>::from(std::uint32_t type, std::string_view bytes) {
    if (type != oid::uuid || bytes.size() != 16)
        fail_type("uuid", type);
    constexpr std::string_view digits = "0123456789abcdef";
    uuid value;
    value.text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            value.text += '-';
        const auto byte = static_cast<unsigned char>(bytes[i]);
        value.text += digits[byte >> 4];
        value.text += digits[byte & 15];
    }
    return value;
}

template <>
bytea decode<bytea>::from(std::uint32_t type, std::string_view bytes) {
    if (type != oid::bytea)
        fail_type("bytea", type);
    return {std::string{bytes}};
}

array_reader::array_reader(std::uint32_t type, std::string_view bytes)
    : bytes_{bytes} {
    if (!is_array(type))
        fail_type("an array", type);
    const auto dimensions = take<std::int32_t>(bytes_);
    take<std::int32_t>(bytes_); // whether it has NULLs
    element_type_ = take<std::uint32_t>(bytes_);
    if (dimensions == 0)
        return;
    if (dimensions != 1)
        throw std::logic_error{"an array has more than one dimension"};
    size_ = static_cast<std::size_t>(take<std::int32_t>(bytes_));
    take<std::int32_t>(bytes_); // lower bound
}

std::optional<std::string_view> array_reader::next() {
    const auto length = take<std::int32_t>(bytes_);
    if (length < 0)
        return std::nullopt;
    const auto element = bytes_.substr(0, static_cast<std::size_t>(length));
    bytes_.remove_prefix(element.size());
    return element;
}

} // namespace impl
} // namespace postgres
