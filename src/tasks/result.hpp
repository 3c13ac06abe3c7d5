#pragma once

#include "base/clock.hpp"
#include "tasks/message.hpp"

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace tasks {

/// How a task failed, as Python names it: a client there raises
/// `exc_module.exc_type(*exc_message)`.
struct failure {
    std::string exc_type;
    boost::json::array exc_message;
    std::string exc_module = "builtins";
    std::string traceback = {}; ///< empty: null
};

/// What stands under a task's result key, in the order and words of Celery 5.2.
std::string success_result(const message& of, const boost::json::value& value,
                           base::instant done_at);
std::string failure_result(const message& of, const failure& why, base::instant done_at);
/// A task that waits for its next attempt.
std::string retry_result(const message& of, const failure& why);
/// `why`: "expired", "revoked" or "terminated".
std::string revoked_result(const message& of, std::string_view why, base::instant done_at);

std::string result_key(std::string_view task_id);

failure not_registered(std::string_view task);

} // namespace tasks
