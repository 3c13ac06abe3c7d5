#pragma once

#include "async/task.hpp"
#include "base/log.hpp"
#include "http/health.hpp"
#include "postgres/pool.hpp"
#include "postgres/session.hpp"

#include <string>
#include <string_view>

namespace app {

/// What keeps a role from starting its work: a schema that is older or newer than this program, one
/// that is being migrated or restored, or a restore that did not come to its end. Once a role has
/// started, a newer schema does not stop it: rolling updates rely on that.
class schema_gate {
public:
    schema_gate(postgres::pool& pool, base::logger log);

    /// One look. An unreachable database does not fit.
    async::task<bool> fits();

    /// Until it fits.
    async::task<> wait();

    /// For /readyz: fails, with the reason, until it fits.
    http::health_check check() const;

private:
    async::task<std::string> objection();

    postgres::pool& pool_;
    base::logger log_;
    std::string why_ = "the schema was not looked at yet";
};

/// Throws failure when the database holds a dump that was not restored to its end: nothing may
/// be migrated there.
async::task<> refuse_half_restored(postgres::session& on, async::deadline until);

/// What is wrong with a schema that has the space-separated `versions`; empty when they are exactly
/// those of this program.
std::string version_objection(std::string_view versions);

} // namespace app
