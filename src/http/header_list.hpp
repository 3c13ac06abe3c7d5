#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

/// The header fields of one message, names in lower case. All text lies in one string, so that a
/// list that is cleared and filled again for the next message of a connection allocates nothing.
class header_list {
public:
    /// `name` in any case. Of equal names the last counts. Bytes of `value` that are not UTF-8
    /// become '?': values go into logs and the database.
    void add(std::string_view name, std::string_view value);

    /// Of equal names the last.
    std::optional<std::string_view> find(std::string_view lower_case_name) const;
    /// How often the name came.
    std::size_t count(std::string_view lower_case_name) const;

    std::size_t size() const { return fields_.size(); }
    /// In the order of arrival; views into this list.
    std::pair<std::string_view, std::string_view> at(std::size_t index) const;

    void clear() {
        text_.clear();
        fields_.clear();
    }

private:
    struct field {
        std::uint32_t name_at;
        std::uint32_t name_size;
        std::uint32_t value_at;
        std::uint32_t value_size;
    };

    std::string_view name(const field& f) const { return {text_.data() + f.name_at, f.name_size}; }
    std::string_view value(const field& f) const {
        return {text_.data() + f.value_at, f.value_size};
    }

    std::string text_;
    std::vector<field> fields_;
};

} // namespace http
