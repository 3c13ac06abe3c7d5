#include "accounts/metrics.hpp"

namespace accounts {

metrics::metrics(base::metrics& in)
    : registrations{in.make_counter("marketplace_registrations_total", "Accounts that people made")}
    , logins_accepted{in.make_counter("marketplace_logins_total", "Log-ins by outcome",
                                      {{"outcome", "accepted"}})}
    , logins_refused{in.make_counter("marketplace_logins_total", "Log-ins by outcome",
                                     {{"outcome", "refused"}})}
    , refreshes{in.make_counter("marketplace_token_refreshes_total",
                                "Refresh tokens rotated or repeated")}
    , families_revoked{
          in.make_counter("marketplace_token_families_revoked_total",
                          "Families of refresh tokens revoked because one was used again")} {}

} // namespace accounts
