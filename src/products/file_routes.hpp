#pragma once

#include "accounts/idempotency.hpp"
#include "http/router.hpp"
#include "products/images.hpp"

namespace products {

struct file_limits {
    std::size_t image_bytes_max = 5 * 1024 * 1024;
    std::size_t import_bytes_max = 2 * 1024 * 1024;
};

/// What is uploaded as a file: a product's picture, served under /media/, and a store's products as
/// CSV.
void register_file_routes(http::router& router, service& products, images& pictures,
                          accounts::idempotency& repeats, file_limits limits = {});

} // namespace products
