#include "accounts/audit.hpp"

#include "accounts/sql.hpp"
#include "base/errors.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace accounts {

actor actor::of(const http::request& from) {
    MARKETPLACE_ASSERT(from.caller);
    return {from.caller->user, from.request_id};
}

async::task<> audit(postgres::transaction& tx, actor by, std::string action,
                    std::string object_type, std::int64_t object_id, boost::json::object changes) {
    co_await tx.run(sql::insert_audit_entry,
                    postgres::params{by.user, action, object_type, object_id,
                                     postgres::jsonb{boost::json::serialize(changes)},
                                     by.request_id});
}

boost::json::object changed_fields(const boost::json::object& before,
                                   const boost::json::object& after) {
    boost::json::object changes;
    for (const auto& [field, value] : after) {
        const auto* old = before.if_contains(field);
        if (old && *old == value)
            continue;
        changes[field] = boost::json::array{old ? *old : boost::json::value{}, value};
    }
    return changes;
}

} // namespace accounts
