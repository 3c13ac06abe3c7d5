#include "app/schema_gate.hpp"

#include "app/commands/command.hpp"
#include "app/sql.hpp"
#include "async/sleep.hpp"
#include "migrations.hpp"
#include "postgres/migrator.hpp"

#include <set>

#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 250ms;
constexpr auto look_timeout = 2s;

constexpr const char* half_restored =
    "the database is being restored, or a restore did not come to its end";

std::set<std::string_view> words_of(std::string_view text) {
    std::set<std::string_view> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        words.insert(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

} // namespace

std::string version_objection(std::string_view versions) {
    auto found = words_of(versions);
    std::string missing;
    for (const auto& file : migrations::all) {
        if (file.name.starts_with('V') && found.erase(file.name) == 0)
            missing += fmt::format(" {}", file.name);
    }
    std::string unknown;
    for (const auto name : found)
        unknown += fmt::format(" {}", name);
    if (!unknown.empty())
        return "the schema is newer than this program:" + unknown;
    if (!missing.empty())
        return "migrations wait:" + missing;
    return {};
}

schema_gate::schema_gate(postgres::pool& pool, base::logger log)
    : pool_{pool}
    , log_{std::move(log)} {}

async::task<std::string> schema_gate::objection() {
    const auto until = async::deadline::after(look_timeout);
    const auto state = co_await pool_.run(postgres::lane::work, until, sql::schema_state,
                                          postgres::params{postgres::migration_lock});
    if (!state[0].at<bool>(2))
        co_return "the database is being migrated or restored";
    if (!state[0].at<bool>(0))
        co_return "nothing was migrated yet";
    if (!state[0].at<bool>(1))
        co_return half_restored;
    const auto versions = co_await pool_.run(postgres::lane::work, until, sql::schema_versions);
    co_return version_objection(versions.value<std::string>());
}

async::task<bool> schema_gate::fits() {
    std::string why;
    try {
        why = co_await objection();
    } catch (const base::outage& e) {
        why = e.what();
    } catch (const base::deadline_exceeded& e) {
        why = e.what();
    } catch (const postgres::query_error& e) { // a table or a right is not there yet
        why = e.what();
    }
    if (!why.empty() && why != why_)
        log_.warning("waiting for the schema", {{"why", why}});
    why_ = std::move(why);
    co_return why_.empty();
}

async::task<> schema_gate::wait() {
    while (!co_await fits())
        co_await async::sleep_for(look_every);
}

http::health_check schema_gate::check() const {
    return {"schema", [this]() -> async::task<> {
                if (!why_.empty())
                    throw std::runtime_error{why_};
                co_return;
            }};
}

async::task<> refuse_half_restored(postgres::session& on, async::deadline until) {
    const auto state = co_await on.run(until, std::string{sql::schema_state.text},
                                       postgres::params{postgres::migration_lock});
    const bool others_work = !state[0].at<bool>(2);
    if (!others_work && state[0].at<bool>(0) && !state[0].at<bool>(1))
        throw failure{half_restored};
}

} // namespace app
