#pragma once

#include "accounts/password_reset.hpp"
#include "app/settings.hpp"
#include "base/log.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace app {

/// Hands letters to the mail server of the settings or, without one, writes each as a file.
accounts::mailer make_mailer(const settings& with, boost::asio::any_io_executor executor,
                             base::logger log);

} // namespace app
