#include "base/errors.hpp"

#include <cstdio>
#include <cstdlib>

namespace base {

void fail_assertion(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
    std::abort();
}

} // namespace base
