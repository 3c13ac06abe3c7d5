#pragma once

#include "async/task.hpp"

#include <cstdint>

namespace localaws {

/// Decides when an answer may leave: not before everything it tells of is kept.
class store {
public:
    virtual ~store() = default;
    /// Until the changes up to the number `change` of core::changes() are kept.
    virtual async::task<> kept(std::uint64_t change) = 0;
};

/// Keeps nothing beyond the process: answers leave at once.
class memory_store final : public store {
public:
    async::task<> kept(std::uint64_t) override { co_return; }
};

} // namespace localaws
