#include "tasks/result.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tasks {
namespace {

namespace json = boost::json;

/// Without an offset, as 5.2 writes it.
json::value date_done(base::instant at) {
    auto text = base::to_rfc3339(at);
    text.pop_back();
    return json::value(text);
}

std::string to_text(const message& of, std::string_view status, json::value result,
                    json::value traceback, json::value children, json::value done) {
    json::object whole{
        {"status", status},
        {"result", std::move(result)},
        {"traceback", std::move(traceback)},
        {"children", std::move(children)},
        {"date_done", std::move(done)},
    };
    if (const auto* group = of.headers.if_contains("group"); group && group->is_string()) {
        whole["group_id"] = *group;
    }
    if (const auto* parent = of.headers.if_contains("parent_id"); parent && parent->is_string()) {
        whole["parent_id"] = *parent;
    }
    whole["task_id"] = of.id;
    return json::serialize(whole);
}

json::value to_json(const failure& why) {
    return json::object{{"exc_type", why.exc_type},
                        {"exc_message", why.exc_message},
                        {"exc_module", why.exc_module}};
}

json::value traceback_of(const failure& why) {
    return why.traceback.empty() ? json::value(nullptr) : json::value(why.traceback);
}

} // namespace

std::string success_result(const message& of, const json::value& value, base::instant done_at) {
    return to_text(of, "SUCCESS", value, nullptr, json::array{}, date_done(done_at));
}

std::string failure_result(const message& of, const failure& why, base::instant done_at) {
    return to_text(of, "FAILURE", to_json(why), traceback_of(why), json::array{},
                   date_done(done_at));
}

std::string retry_result(const message& of, const failure& why) {
    // Celery names the next attempt, which has the same id, as a child: [[["<id>", null], null]].
    json::array child;
    child.emplace_back(json::array{of.id, nullptr});
    child.emplace_back(nullptr);
    json::array children;
    children.emplace_back(std::move(child));
    return to_text(of, "RETRY", to_json(why), traceback_of(why), std::move(children), nullptr);
}

std::string revoked_result(const message& of, std::string_view why, base::instant done_at) {
    const failure revoked{"TaskRevokedError", {why}, "celery.exceptions"};
    return to_text(of, "REVOKED", to_json(revoked), nullptr, json::array{}, date_done(done_at));
}

std::string result_key(std::string_view task_id) {
    return fmt::format("celery-task-meta-{}", task_id);
}

failure not_registered(std::string_view task) {
    return {"NotRegistered", {task}, "celery.exceptions"};
}

} // namespace tasks
