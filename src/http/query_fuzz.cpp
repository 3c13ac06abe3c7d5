#include "base/errors.hpp"
#include "http/request.hpp"
#include "json/text.hpp"

#include <cstddef>
#include <cstdint>

/// Any query is read, into valid UTF-8, and written again it reads the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto query = http::query::parse(text);
    std::string again;
    for (const auto& [key, value] : query.all()) {
        MARKETPLACE_ASSERT(json::valid_utf8(key) && json::valid_utf8(value));
        if (!again.empty())
            again += '&';
        again += http::percent_encoded(key, true) + '=' + http::percent_encoded(value, true);
    }
    MARKETPLACE_ASSERT(http::query::parse(again).all() == query.all());
    MARKETPLACE_ASSERT(http::percent_decoded(http::percent_encoded(text)) == text);
    return 0;
}
