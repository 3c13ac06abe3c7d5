#include "base/errors.hpp"
#include "tasks/crontab.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parsed = tasks::crontab::parse({reinterpret_cast<const char*>(data), size});
    if (!parsed)
        return 0;
    const auto at = base::parse_rfc3339("2026-11-24T03:51:19Z").value();
    const auto next = parsed->next_after(at);
    MARKETPLACE_ASSERT(!next || *next > at);
    return 0;
}
