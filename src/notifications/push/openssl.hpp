#pragma once

#include "base/errors.hpp"

#include <string>
#include <string_view>

// How the sources of this folder speak with OpenSSL, whose functions fail here only for want of
// memory.

namespace notifications::push {

/// A deleter of std::unique_ptr: `freed_by<EVP_PKEY_free>`.
template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* what) const {
        Free(what);
    }
};

template <class T>
T* made(T* what) {
    MARKETPLACE_ASSERT(what != nullptr);
    return what;
}
inline void done(int outcome) {
    MARKETPLACE_ASSERT(outcome == 1);
}

inline unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
inline const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace notifications::push
