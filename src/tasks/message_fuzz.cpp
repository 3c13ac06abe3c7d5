#include "base/errors.hpp"
#include "tasks/message.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto got = tasks::decode({reinterpret_cast<const char*>(data), size});
    if (!got)
        return 0;
    const auto again = tasks::decode(tasks::encode(*got));
    MARKETPLACE_ASSERT(again && again->id == got->id && again->name == got->name);
    MARKETPLACE_ASSERT(again->args == got->args && again->kwargs == got->kwargs &&
                       again->eta == got->eta);
    return 0;
}
