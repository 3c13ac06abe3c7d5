#include "base/errors.hpp"
#include "notifications/message.hpp"

#include <cstddef>
#include <cstdint>

/// A notice that can be read must stand when it is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace notifications;
    const std::string_view body{reinterpret_cast<const char*>(data), size};
    if (const auto notice = decode_notice(body)) {
        const auto again = decode_notice(encode(*notice));
        MARKETPLACE_ASSERT(again && *again == *notice);
    }
    return 0;
}
