#include "app/backup/archive.hpp"

#include <cstddef>
#include <cstdint>

// The first byte is the size of the pieces in which the rest comes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    const std::size_t piece = data[0] + 1u;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    app::archive_reader reader{[](std::string_view) {}};
    try {
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            reader.feed(bytes.substr(at, piece));
        reader.finish();
    } catch (const app::archive_error&) { // what is expected of most inputs
    }
    return 0;
}
