#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace base {

/// A database key that cannot be mistaken for another kind of key. It converts explicitly only.
template <class Tag>
class strong_id {
public:
    using value_type = std::int64_t;

    constexpr strong_id() = default;
    explicit constexpr strong_id(value_type value)
        : value_{value} {}

    constexpr value_type value() const { return value_; }

    friend constexpr auto operator<=>(strong_id, strong_id) = default;

private:
    value_type value_ = 0;
};

using user_id = strong_id<struct user_tag>;
using store_id = strong_id<struct store_tag>;
using product_id = strong_id<struct product_tag>;
using promo_id = strong_id<struct promo_tag>;
using window_id = strong_id<struct window_tag>;
using reservation_id = strong_id<struct reservation_tag>;
using notification_id = strong_id<struct notification_tag>;

} // namespace base

template <class Tag>
struct std::hash<base::strong_id<Tag>> {
    std::size_t operator()(base::strong_id<Tag> id) const noexcept {
        return std::hash<std::int64_t>{}(id.value());
    }
};
