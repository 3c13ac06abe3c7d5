#pragma once

#include "app/stack/child_process.hpp"
#include "app/stack/supervisor.hpp"
#include "async/deadline.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace app {

/// A private PostgreSQL cluster of the installed packages, in a folder of its own. As root it runs
/// as `postgres`, since PostgreSQL refuses root; that user must be able to enter every folder
/// above.
class postgres_cluster {
public:
    struct options {
        std::filesystem::path folder;
        /// Short, and only this cluster's: sockets go here.
        std::filesystem::path socket_folder;
        std::uint16_t port = 0;
        std::string database;
        std::string user;
        std::string password;
        std::optional<unix_account> run_as;
    };

    /// Throws failure when PostgreSQL 15 or newer with PostGIS is not installed.
    explicit postgres_cluster(options with);

    bool exists() const;

    /// Makes the cluster (UTF8, C.UTF-8, SCRAM) with its database. All or nothing: an interrupted
    /// one starts anew.
    async::task<> create(supervisor& programs);

    program server() const;

    /// Until it takes connections; base::deadline_exceeded otherwise.
    async::task<> wait_ready(const supervisor& programs, async::deadline until) const;

private:
    program tool(std::string name, std::vector<std::string> arguments) const;

    options with_;
    std::filesystem::path programs_;
};

} // namespace app
