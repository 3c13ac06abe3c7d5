#pragma once

#include "postgres/value.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/pfr/core.hpp>

struct pg_result;

namespace postgres {

class result;

/// Decodes binary column values. Each throws std::logic_error when the column's type is another one or the value is
/// NULL: our own mistake, since every statement is ours. std::optional<T> takes NULL.
class row {
public:
    row(const result& owner, int index) : owner_{&owner}, index_{index} {}

    template <class T>
    T at(int column) const;

    /// An aggregate whose members are the columns, in order.
    template <class T>
    T as() const;

private:
    const result* owner_;
    int index_;
};

/// The rows of one execution.
class result {
public:
    result() = default;
    explicit result(pg_result* raw);

    int size() const;
    bool empty() const { return size() == 0; }
    row operator[](int index) const { return {*this, index}; }
    /// Rows changed by INSERT, UPDATE, DELETE.
    std::int64_t affected() const;

    /// All rows as aggregates.
    template <class T>
    std::vector<T> all() const {
        std::vector<T> rows;
        rows.reserve(static_cast<std::size_t>(size()));
        for (int i = 0; i < size(); ++i) rows.push_back((*this)[i].as<T>());
        return rows;
    }

    /// The first row, or nothing when there is none.
    template <class T>
    std::optional<T> first() const {
        if (empty()) return std::nullopt;
        return (*this)[0].as<T>();
    }

    /// The raw bytes of one value; nothing for NULL. `type` becomes the column's type oid.
    std::optional<std::string_view> raw(int row, int column, std::uint32_t& type) const;

private:
    std::shared_ptr<pg_result> raw_;
};

namespace impl {

// Implemented in result.cpp for: bool, std::int32_t, std::int64_t, double, std::string, base::instant,
// std::chrono::year_month_day, std::chrono::seconds (time of day), base::money (numeric), jsonb, uuid, bytea, and
// std::vector of std::int64_t, std::int32_t, double, std::string. Enumerations are decoded by their module.
template <class T>
struct decode {
    static T from(std::uint32_t type, std::string_view bytes);
};

template <class T>
T read(const result& owner, int row, int column) {
    std::uint32_t type = 0;
    const auto bytes = owner.raw(row, column, type);
    if (!bytes) throw std::logic_error{"NULL in column " + std::to_string(column)};
    return decode<T>::from(type, *bytes);
}

template <class T>
struct read_column {
    static T from(const result& owner, int row, int column) { return read<T>(owner, row, column); }
};

template <class Tag>
struct read_column<base::strong_id<Tag>> {
    static base::strong_id<Tag> from(const result& owner, int row, int column) {
        return base::strong_id<Tag>{read<std::int64_t>(owner, row, column)};
    }
};

template <class T>
struct read_column<std::optional<T>> {
    static std::optional<T> from(const result& owner, int row, int column) {
        std::uint32_t type = 0;
        if (!owner.raw(row, column, type)) return std::nullopt;
        return read_column<T>::from(owner, row, column);
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
