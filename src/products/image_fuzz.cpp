#include "base/errors.hpp"
#include "products/image_format.hpp"

#include <cstddef>

/// Whatever a client uploads is refused or has a size.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto facts = products::read_image_facts({reinterpret_cast<const char*>(data), size});
    if (facts)
        MARKETPLACE_ASSERT(facts->width > 0 && facts->height > 0);
    return 0;
}
