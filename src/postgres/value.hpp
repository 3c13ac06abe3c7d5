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
};

/// 16 bytes as their 36-character text.
struct uuid {
    std::string text;
};

struct bytea {
    std::string bytes;
};

/// The parameters of one execution, encoded in PostgreSQL's binary format as they are added. The column's type must be
/// exactly the one named here: int8, int4, float8, bool, text, timestamptz, date, time, numeric(10,2), jsonb, uuid,
/// bytea, or an array of those. std::nullopt is NULL. Points travel as two float8, longitude and latitude apart.
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
    params& add(std::span<const bool> values) = delete; // std::vector<bool> has no span: use add_bools
    params& add(std::span<const std::optional<double>> values);
    params& add(std::span<const std::optional<std::string>> values);
    params& add(std::span<const uuid> values);
    template <class T>
    params& add(const std::vector<T>& values) {
        return add(std::span<const T>{values});
    }

    std::size_t size() const { return offsets_.size(); }
    /// The bytes of parameter `index`; nothing when it is NULL.
    std::optional<std::string_view> at(std::size_t index) const;

private:
    struct offset {
        std::size_t begin;
        std::int32_t length; // -1: NULL
    };

    std::string bytes_;
    std::vector<offset> offsets_;
};

} // namespace postgres
