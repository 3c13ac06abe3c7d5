#pragma once

#include "localaws/call.hpp"
#include "localaws/core.hpp"

#include <span>
#include <string_view>

namespace localaws {

/// One action of a service. ReceiveMessage has no `run`: it may have to wait, which only a shell
/// can.
struct operation {
    aws_wire::service service;
    std::string_view action;
    http::response (*run)(core& on, const call& what, instant now);
};

std::span<const operation> operations();

/// By name, and by service when the call tells it; null for an action that is not served.
const operation* find_operation(const call& what);

} // namespace localaws
