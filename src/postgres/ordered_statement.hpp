#pragma once

#include "base/listing.hpp"
#include "postgres/statement.hpp"

#include <map>
#include <string>

namespace postgres {

/// A statement in the order that a client asks for. Its text has one or more marks, `order by
/// /*ordering*/id`, which the terms replace; in `/*ordering x.*/` with that prefix before each. One
/// statement is kept for each order, so the orders must be few: keys come from a fixed list. For
/// one thread.
class ordered_statement {
public:
    explicit ordered_statement(const statement& plain)
        : plain_{plain} {}

    /// Lives as long as this.
    const statement& by(const base::list_order& order);

private:
    struct made {
        std::string name;
        std::string text;
        statement view;
    };

    const statement& plain_;
    std::map<std::string, made> made_;
};

} // namespace postgres
