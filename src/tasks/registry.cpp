#include "tasks/registry.hpp"

#include "base/errors.hpp"

#include <boost/json/serialize.hpp>

namespace tasks {
namespace {

namespace json = boost::json;

std::string describe(const failure& what) {
    return fmt::format("{}: {}", what.exc_type, json::serialize(what.exc_message));
}

/// Gives all its arguments back, or the one at `index`.
async::task<json::value> accumulate(const context& of) {
    const auto* index = of.kwargs().if_contains("index");
    if (!index || index->is_null())
        co_return of.args();
    const auto size = static_cast<std::int64_t>(of.args().size());
    if (!index->is_int64())
        throw task_failure{failure{"TypeError", {"tuple indices must be integers or slices"}}};
    const auto at = index->get_int64() < 0 ? index->get_int64() + size : index->get_int64();
    if (at < 0 || at >= size)
        throw task_failure{failure{"IndexError", {"tuple index out of range"}}};
    co_return of.args()[static_cast<std::size_t>(at)];
}

} // namespace

task_failure::task_failure(failure what)
    : std::runtime_error{describe(what)}
    , failure_{std::move(what)} {}

registry::registry() {
    add("celery.accumulate", accumulate);
}

void registry::add(std::string name, handler run, task_options options) {
    const bool is_new = entries_.emplace(std::move(name), entry{std::move(run), options}).second;
    MARKETPLACE_ASSERT(is_new);
}

const registry::entry* registry::find(std::string_view name) const {
    const auto found = entries_.find(name);
    return found == entries_.end() ? nullptr : &found->second;
}

std::vector<std::string> registry::names() const {
    std::vector<std::string> all;
    for (const auto& [name, entry] : entries_)
        all.push_back(name);
    return all;
}

} // namespace tasks
