#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tasks {

/// Celery's remote control, as far as `celery status` and `celery inspect ping` need it.
struct pidbox_reply {
    std::string binding; ///< in _kombu.binding.reply.celery.pidbox while the client still listens
    std::string queue;
    std::string envelope;
};

/// The answer of worker `name` to a broadcast; nothing when it is for others, wants no answer or
/// cannot be read.
std::optional<pidbox_reply> answer_pidbox(std::string_view payload, const std::string& name);

/// Replaces %h by the host's name, %n by the part before the '@' of the default, %d by the domain,
/// %% by %; adds
/// "@host" when there is no '@', as Celery's -n.
std::string expand_node_name(std::string_view pattern);

} // namespace tasks
