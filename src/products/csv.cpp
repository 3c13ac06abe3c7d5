#include "products/csv.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace products {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// Takes cells off the front of a text.
class csv_reader {
public:
    explicit csv_reader(std::string_view text)
        : rest_{text} {
        if (rest_.starts_with(byte_order_mark))
            rest_.remove_prefix(byte_order_mark.size());
        const auto first = rest_.substr(0, rest_.find('\n'));
        if (first.contains(';') && !first.contains(','))
            separator_ = ';';
    }

    bool at_end() const { return rest_.empty(); }

    /// False when a quoted cell is broken.
    bool take_row(csv_row& row) {
        while (true) {
            std::string cell;
            if (!(rest_.starts_with('"') ? take_quoted(cell) : take_plain(cell)))
                return false;
            row.push_back(std::move(cell));
            if (rest_.empty())
                return true;
            const bool more = rest_.front() == separator_;
            rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
            if (!more)
                return true;
        }
    }

private:
    bool ends_cell() const {
        return rest_.empty() || rest_.front() == separator_ || rest_.front() == '\n' ||
               rest_.starts_with("\r\n");
    }

    bool take_plain(std::string& cell) {
        while (!ends_cell()) {
            cell += rest_.front();
            rest_.remove_prefix(1);
        }
        return true;
    }

    bool take_quoted(std::string& cell) {
        rest_.remove_prefix(1);
        while (true) {
            const auto quote = rest_.find('"');
            if (quote == std::string_view::npos)
                return false;
            cell += rest_.substr(0, quote);
            rest_.remove_prefix(quote + 1);
            if (!rest_.starts_with('"'))
                return ends_cell();
            cell += '"';
            rest_.remove_prefix(1);
        }
    }

    std::string_view rest_;
    char separator_ = ',';
};

} // namespace

std::expected<std::vector<csv_row>, std::string> parse_csv(std::string_view text,
                                                           std::size_t rows_max) {
    std::vector<csv_row> rows;
    csv_reader in{text};
    while (!in.at_end()) {
        csv_row row;
        if (!in.take_row(row))
            return std::unexpected{fmt::format("Row {} has a broken quote.", rows.size() + 1)};
        if (row.size() == 1 && row.front().empty())
            continue;
        if (rows.size() == rows_max)
            return std::unexpected{fmt::format("Ensure there are no more than {} rows.", rows_max)};
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace products
