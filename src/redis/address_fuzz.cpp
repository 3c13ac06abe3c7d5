#include "base/errors.hpp"
#include "redis/address.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto parsed = redis::address::parse({reinterpret_cast<const char*>(data), size});
        MARKETPLACE_ASSERT(!parsed.host.empty() && parsed.port != 0 && parsed.database >= 0);
    } catch (const std::invalid_argument&) {
    }
    return 0;
}
