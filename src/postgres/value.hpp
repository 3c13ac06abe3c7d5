#pragma once

#include "base/clock.hpp"
#include "base/geo_point.hpp"
#include "base/money.hpp"
#include "base/strong_id.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postgres {

/// jsonb as its text.
struct jsonb {
    std::string text;
    friend bool operator==(const jsonb&, const jsonb&) = default;
};

/// 16 bytes as their 36-character text.
struct uuid {
    std::string text;
    friend bool operator==(const uuid&, const uuid&) = default;
};

struct bytea {
    std::string bytes;
    friend bool operator==(const bytea&, const bytea&) = default;
};

/// The parameters of one execution, encoded in PostgreSQL's binary format as they are added. The
/// column's type must be exactly the one named here: int8, int4, float8, bool, text, timestamptz,
/// date, time, numeric(10,2), jsonb, uuid, bytea, or an array of those. std::nullopt is NULL.
/// Points travel as two float8, longitude and latitude apart. instant::max() and ::min() are
/// 'infinity' and '-infinity'. A uuid of another form is std::invalid_argument.
class params {
public:
    params() = default;

    template <class... T>
    explicit params(const T&... values) {
        (add(values), ...);
    }

    params& add(std::nullopt_t);
    params& add(bool value);
    params& add(std::int32_t value);
    params& add(std::int64_t value);
    params& add(double value);
    params& add(std::string_view value);
    params& add(const std::string& value) { return add(std::string_view{value}); }
    params& add(const char* value) { return add(std::string_view{value}); }
    params& add(base::instant value);
    params& add(std::chrono::year_month_day value);
    /// time without time zone.
    params& add(std::chrono::seconds time_of_day);
    /// numeric, with two decimals.
    params& add(base::money value);
    params& add(const jsonb& value);
    params& add(const uuid& value);
    params& add(const bytea& value);
    template <class Tag>
    params& add(base::strong_id<Tag> value) {
        return add(value.value());
    }
    template <class T>
    params& add(const std::optional<T>& value) {
        return value ? add(*value) : add(std::nullopt);
    }

    params& add(std::span<const std::int64_t> values);
    params& add(std::span<const std::int32_t> values);
    params& add(std::span<const double> values);
    params& add(std::span<const std::string> values);
    params& add(std::span<const base::instant> values);
    params& add(std::span<const std::chrono::year_month_day> values);
    params& add(std::span<const base::money> values);
    params& add(std::span<const std::optional<std::int64_t>> values);
    params& add(std::span<const std::optional<double>> values);
    params& add(std::span<const std::optional<std::string>> values);
    params& add(std::span<const std::optional<base::instant>> values);
    params& add(std::span<const uuid> values);
    params& add(std::span<const jsonb> values);
    params& add(std::span<const bytea> values);
    params& add(std::span<const bool> values);
    /// std::vector<bool> has no span.
    params& add_bools(const std::vector<bool>& values);
    params& add(const std::vector<bool>& values) { return add_bools(values); }
    template <class T>
    params& add(const std::vector<T>& values) {
        return add(std::span<const T>{values});
    }
    template <class Tag>
    params& add(const std::vector<base::strong_id<Tag>>& values) {
        static_assert(sizeof(base::strong_id<Tag>) == sizeof(std::int64_t));
        std::vector<std::int64_t> raw;
        raw.reserve(values.size());
        for (const auto id : values)
            raw.push_back(id.value());
        return add(std::span<const std::int64_t>{raw});
    }

    std::size_t size() const { return offsets_.size(); }
    /// The bytes of parameter `index`; nothing when it is NULL.
    std::optional<std::string_view> at(std::size_t index) const;

private:
    struct offset {
        std::size_t begin;
        std::int32_t length; // -1: NULL
    };

    template <class Append>
    params& put(Append append);
    template <class Elements>
    params& put_array(std::uint32_t element_oid, const Elements& elements);

    std::string bytes_;
    std::vector<offset> offsets_;
};

} // namespace postgres
