#pragma once

#include "async/offload.hpp"
#include "async/task.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accounts {

/// argon2id with 19 MiB and two passes, in the usual text form ("$argon2id$v=19$..."). Takes about
/// 20 ms of CPU: on a serving thread use password_hasher. Throws std::bad_alloc when the memory
/// cannot be had.
std::string hash_password(std::string_view password);

/// False for anything that is no argon2 hash too.
bool password_matches(std::string_view password, const std::string& hash);

struct hasher_limits {
    std::size_t threads = 2; ///< hashed at a time, 19 MiB each
    std::size_t waiting_max = 64;
};

/// Hashes on threads of its own; more than may wait is base::overload{"password_hashing"}, so that
/// a flood of log-ins cannot take the CPU from the rest. One for a process; thread-safe.
class password_hasher {
public:
    explicit password_hasher(hasher_limits limits = {});

    async::task<std::string> hash(std::string password);

    /// An empty `hash` (no such user) costs as much as a real one and is false: the time does not
    /// tell accounts apart.
    async::task<bool> matches(std::string password, std::string hash);

private:
    async::offload_pool pool_;
};

/// The name that a message gives to an attribute ("email address"), and its value.
using password_attribute = std::pair<std::string_view, std::string_view>;

/// What Django's validators say against `password`, in their words; empty when it is good.
/// `attributes` are what it must not resemble.
std::vector<std::string> password_errors(std::string_view password,
                                         std::initializer_list<password_attribute> attributes);

} // namespace accounts
