#include "reservations/sales_csv.hpp"

#include <fmt/format.h>

namespace reservations {
namespace {

/// In quotes; what a spreadsheet would take for a formula is marked as text.
std::string cell(std::string_view text) {
    std::string out = "\"";
    if (!text.empty() && std::string_view{"=+-@\t\r"}.contains(text.front()))
        out += '\'';
    for (const char c : text) {
        out += c;
        if (c == '"')
            out += c;
    }
    return out + '"';
}

std::string time_text(const std::optional<base::instant>& at) {
    return at ? base::to_rfc3339(*at) : std::string{};
}

} // namespace

std::string sales_csv_head() {
    return "reservation,product,shopper,price,currency,sold_at,redeemed_at\r\n";
}

std::string to_csv(std::span<const details> sales) {
    std::string out;
    for (const auto& one : sales)
        fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{},{}\r\n", one.of.id.value(),
                       cell(one.product_name), cell(one.username), one.of.price.to_string(),
                       one.currency, time_text(one.completed_at), time_text(one.redeemed_at));
    return out;
}

} // namespace reservations
