#include "notifications/types.hpp"

namespace notifications {

std::string_view to_string(kind k) {
    switch (k) {
    case kind::flash_promo:
        return "flash_promo";
    case kind::restock:
        return "restock";
    }
    return "";
}

std::optional<kind> parse_kind(std::string_view text) {
    for (const auto k : {kind::flash_promo, kind::restock}) {
        if (to_string(k) == text)
            return k;
    }
    return std::nullopt;
}

} // namespace notifications
