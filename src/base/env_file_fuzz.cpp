#include "base/env_file.hpp"
#include "base/errors.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = base::parse_env_file({reinterpret_cast<const char*>(data), size});
    // What was read is written and read back unchanged.
    for (const auto& [name, value] : file.values) {
        const auto again = base::parse_env_file(base::to_env_line(name, value));
        MARKETPLACE_ASSERT(again.errors.empty());
        MARKETPLACE_ASSERT(again.values.size() == 1 && again.values.begin()->first == name);
        MARKETPLACE_ASSERT(again.values.begin()->second == value);
    }
    return 0;
}
