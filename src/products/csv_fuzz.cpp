#include "base/errors.hpp"
#include "products/csv.hpp"

#include <cstddef>
#include <cstdint>

/// Whatever a client uploads is refused or becomes rows, none of them empty.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto rows = products::parse_csv({reinterpret_cast<const char*>(data), size}, 100);
    if (rows) {
        MARKETPLACE_ASSERT(rows->size() <= 100);
        for (const auto& row : *rows)
            MARKETPLACE_ASSERT(!row.empty());
    }
    return 0;
}
