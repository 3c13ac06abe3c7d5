#pragma once

#include "postgres/value.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/pfr/core.hpp>

struct pg_result;

namespace postgres {

class result;

/// Decodes binary column values. Each throws std::logic_error when the column's type is another one
/// or the value is NULL: our own mistake, since every statement is ours. std::optional<T> takes
/// NULL. It refers to its result, which must live as long.
class row {
public:
    row(const result& owner, int index)
        : owner_{&owner}
        , index_{index} {}

    template <class T>
    T at(int column) const;

    /// An aggregate whose members are the columns, in order.
    template <class T>
    T as() const;

private:
    const result* owner_;
    int index_;
};

/// The rows of one execution. Cheap to copy: copies share the rows.
class result {
public:
    result() = default;
    explicit result(pg_result* raw);

    int size() const;
    int columns() const;
    bool empty() const { return size() == 0; }
    row operator[](int index) const { return {*this, index}; }
    /// Rows changed by INSERT, UPDATE, DELETE.
    std::int64_t affected() const;

    /// All rows as aggregates.
    template <class T>
    std::vector<T> all() const {
        std::vector<T> rows;
        rows.reserve(static_cast<std::size_t>(size()));
        for (int i = 0; i < size(); ++i)
            rows.push_back((*this)[i].as<T>());
        return rows;
    }

    /// The first row, or nothing when there is none.
    template <class T>
    std::optional<T> first() const {
        if (empty())
            return std::nullopt;
        return (*this)[0].as<T>();
    }

    /// The first column of the first row, for statements that give one value.
    template <class T>
    T value() const {
        return (*this)[0].at<T>(0);
    }

    /// The raw bytes of one value; nothing for NULL. `type` becomes the column's type oid.
    std::optional<std::string_view> raw(int row, int column, std::uint32_t& type) const;

private:
    std::shared_ptr<pg_result> raw_;
};

namespace impl {

// Defined in result.cpp. int64 takes smaller integers too, double takes float4, std::string every
// text-like type, enumerations included; all others take exactly one type.
template <class T>
struct decode {
    static T from(std::uint32_t type, std::string_view bytes);
};

// clang-format off
template <> bool decode<bool>::from(std::uint32_t, std::string_view);
template <> std::int32_t decode<std::int32_t>::from(std::uint32_t, std::string_view);
template <> std::int64_t decode<std::int64_t>::from(std::uint32_t, std::string_view);
template <> double decode<double>::from(std::uint32_t, std::string_view);
template <> std::string_view decode<std::string_view>::from(std::uint32_t, std::string_view);
template <> std::string decode<std::string>::from(std::uint32_t, std::string_view);
template <> base::instant decode<base::instant>::from(std::uint32_t, std::string_view);
template <>
std::chrono::year_month_day decode<std::chrono::year_month_day>::from(std::uint32_t,
                                                                     std::string_view);
template <>
std::chrono::seconds decode<std::chrono::seconds>::from(std::uint32_t, std::string_view);
template <> base::money decode<base::money>::from(std::uint32_t, std::string_view);
template <> jsonb decode<jsonb>::from(std::uint32_t, std::string_view);
template <> uuid decode<uuid>::from(std::uint32_t, std::string_view);
template <> bytea decode<bytea>::from(std::uint32_t, std::string_view);
// clang-format on

template <class Tag>
struct decode<base::strong_id<Tag>> {
    static base::strong_id<Tag> from(std::uint32_t type, std::string_view bytes) {
        return base::strong_id<Tag>{decode<std::int64_t>::from(type, bytes)};
    }
};

/// Walks over a binary array of one dimension.
class array_reader {
public:
    /// Throws std::logic_error when `type` is no array or has more dimensions.
    array_reader(std::uint32_t type, std::string_view bytes);

    std::uint32_t element_type() const { return element_type_; }
    std::size_t size() const { return size_; }
    /// The next element's bytes; nothing for NULL.
    std::optional<std::string_view> next();

private:
    std::string_view bytes_;
    std::uint32_t element_type_ = 0;
    std::size_t size_ = 0;
};

[[noreturn]] void fail_null(int column);

template <class T>
struct decode<std::vector<T>> {
    static std::vector<T> from(std::uint32_t type, std::string_view bytes) {
        array_reader elements{type, bytes};
        std::vector<T> values;
        values.reserve(elements.size());
        for (std::size_t i = 0; i < elements.size(); ++i) {
            const auto element = elements.next();
            if (!element)
                throw std::logic_error{"NULL in an array"};
            values.push_back(decode<T>::from(elements.element_type(), *element));
        }
        return values;
    }
};

template <class T>
struct decode<std::vector<std::optional<T>>> {
    static std::vector<std::optional<T>> from(std::uint32_t type, std::string_view bytes) {
        array_reader elements{type, bytes};
        std::vector<std::optional<T>> values(elements.size());
        for (auto& value : values) {
            if (const auto element = elements.next()) {
                value = decode<T>::from(elements.element_type(), *element);
            }
        }
        return values;
    }
};

template <class T>
struct read_column {
    static T from(const result& owner, int row, int column) {
        std::uint32_t type = 0;
        const auto bytes = owner.raw(row, column, type);
        if (!bytes)
            fail_null(column);
        return decode<T>::from(type, *bytes);
    }
};

template <class T>
struct read_column<std::optional<T>> {
    static std::optional<T> from(const result& owner, int row, int column) {
        std::uint32_t type = 0;
        const auto bytes = owner.raw(row, column, type);
        if (!bytes)
            return std::nullopt;
        return decode<T>::from(type, *bytes);
    }
};

} // namespace impl

template <class T>
T row::at(int column) const {
    return impl::read_column<T>::from(*owner_, index_, column);
}

template <class T>
T row::as() const {
    return [this]<std::size_t... I>(std::index_sequence<I...>) {
        return T{this->template at<boost::pfr::tuple_element_t<I, T>>(static_cast<int>(I))...};
    }(std::make_index_sequence<boost::pfr::tuple_size_v<T>>{});
}

} // namespace postgres
