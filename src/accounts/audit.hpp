#pragma once

#include "async/task.hpp"
#include "base/strong_id.hpp"
#include "http/request.hpp"
#include "postgres/pool.hpp"

#include <optional>
#include <string>

#include <boost/json/object.hpp>

namespace accounts {

/// Who makes a change, for the audit log.
struct actor {
    /// Nothing: the system itself (a task, the command line).
    std::optional<base::user_id> user;
    std::string request_id;

    /// The signed-in caller of a request; its route must demand one.
    static actor of(const http::request& from);
};

/// Writes one row of the audit log in the caller's transaction, so that a change and its record
/// stand or fall together. `action` is a verb in the past ("created", "updated", "deleted",
/// "closed"); `object_type` is the resource's name in the singular ("store"); `changes` is what was
/// set, by field, and never holds a secret. The table is append-only by right.
async::task<> audit(postgres::transaction& tx, actor by, std::string action,
                    std::string object_type, std::int64_t object_id, boost::json::object changes);

/// {"field": [old, new]} of every field of `after` that differs from `before`: what an update's
/// audit row holds.
boost::json::object changed_fields(const boost::json::object& before,
                                   const boost::json::object& after);

} // namespace accounts
