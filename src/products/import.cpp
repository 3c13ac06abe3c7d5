#include "products/import.hpp"

#include "json/decoder.hpp"
#include "json/text.hpp"
#include "products/csv.hpp"
#include "products/wire.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

namespace products {
namespace {

constexpr std::array<std::string_view, 5> columns{"name", "original_price", "description",
                                                  "currency", "is_available"};

/// As a request's body would have it; empty cells are absent.
boost::json::object to_object(const csv_row& names, const csv_row& cells, base::store_id store) {
    boost::json::object out{{"store", store.value()}};
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string_view name = names[i];
        const auto cell = json::trimmed(cells[i]);
        if (cell.empty())
            continue;
        const auto flag = name == "is_available" ? json::parse_boolean(cell) : std::nullopt;
        out[name] = flag ? boost::json::value(*flag) : boost::json::value(cell);
    }
    return out;
}

class reading {
public:
    explicit reading(base::store_id store)
        : store_{store} {}

    import_reading read(std::string_view csv) {
        if (!json::valid_utf8(csv)) {
            fail(1, "non_field_errors", "The file must be UTF-8.");
            return std::move(made_);
        }
        const auto rows = parse_csv(csv, import_rows_max + 1);
        if (!rows) {
            fail(broken_row(rows.error()), "non_field_errors", rows.error());
            return std::move(made_);
        }
        if (rows->empty())
            fail(1, "non_field_errors", "The file is empty.");
        else if (read_names(rows->front()))
            read_rows(*rows);
        return std::move(made_);
    }

private:
    static std::int64_t broken_row(std::string_view why) {
        const auto number = why.substr(why.find(' ') + 1);
        return json::parse_integer(number.substr(0, number.find(' '))).value_or(1);
    }

    void fail(std::int64_t row, std::string_view field, std::string_view message) {
        if (made_.errors.size() < import_errors_max)
            made_.errors.push_back({row, std::string{field}, std::string{message}});
    }

    bool read_names(const csv_row& first) {
        for (const auto& cell : first) {
            auto name = std::string{json::trimmed(cell)};
            if (std::ranges::find(columns, name) == columns.end())
                fail(1, name, "Unknown column.");
            else if (std::ranges::find(names_, name) != names_.end())
                fail(1, name, "This column comes twice.");
            names_.push_back(std::move(name));
        }
        for (const std::string_view required : {"name", "original_price"}) {
            if (std::ranges::find(names_, required) == names_.end())
                fail(1, required, "This column is required.");
        }
        return made_.errors.empty();
    }

    void read_rows(const std::vector<csv_row>& rows) {
        made_.rows = std::ssize(rows) - 1;
        for (std::size_t i = 1; i < rows.size(); ++i)
            read_row(static_cast<std::int64_t>(i + 1), rows[i]);
    }

    void read_row(std::int64_t number, const csv_row& cells) {
        if (cells.size() > names_.size()) {
            fail(number, "non_field_errors", "This row has more cells than there are columns.");
            return;
        }
        const boost::json::value object = to_object(names_, cells, store_);
        json::object_decoder in{object};
        auto wanted = decode_product_change(in, true);
        const auto errors = in.finish();
        for (const auto& [field, messages] : errors) {
            for (const auto& message : messages)
                fail(number, field, message);
        }
        if (errors.empty())
            made_.products.push_back(to_new_product(std::move(wanted)));
    }

    base::store_id store_;
    csv_row names_;
    import_reading made_;
};

} // namespace

import_reading read_products(std::string_view csv, base::store_id store) {
    return reading{store}.read(csv);
}

boost::json::object to_json(const import_reading& of, std::int64_t created) {
    boost::json::array errors;
    for (const auto& one : of.errors)
        errors.push_back({{"row", one.row}, {"field", one.field}, {"message", one.message}});
    return {{"rows", of.rows}, {"created", created}, {"errors", std::move(errors)}};
}

} // namespace products
