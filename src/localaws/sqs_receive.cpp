#include "localaws/sqs.hpp"

#include <algorithm>

#include <fmt/format.h>

// Receiving, and waiting for something to receive.
namespace localaws {
namespace {

using aws_wire::error_code;
using std::chrono::seconds;

constexpr seconds sweep_interval{60};

std::string milliseconds_text(instant at) {
    return fmt::to_string(
        std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count());
}

/// "All" and ".*" ask for every attribute, "prefix.*" for those that begin so.
bool asks_for(const std::vector<std::string>& patterns, std::string_view name) {
    return std::ranges::any_of(patterns, [&](std::string_view pattern) {
        if (pattern == "All" || pattern == ".*" || pattern == name)
            return true;
        return pattern.ends_with(".*") && name.starts_with(pattern.substr(0, pattern.size() - 2));
    });
}

aws_wire::string_map system_attributes(const message& of) {
    aws_wire::string_map out{
        {"ApproximateReceiveCount", fmt::to_string(of.receive_count)},
        {"ApproximateFirstReceiveTimestamp", milliseconds_text(of.first_received_at)},
        {"SentTimestamp", milliseconds_text(of.sent_at)},
        {"SenderId", of.sender}};
    if (!of.dead_letter_source.empty())
        out.emplace("DeadLetterQueueSourceArn", of.dead_letter_source);
    if (!of.content->trace_header.empty())
        out.emplace("AWSTraceHeader", of.content->trace_header);
    if (of.content->group_id)
        out.emplace("MessageGroupId", *of.content->group_id);
    return out;
}

wire::message to_wire(const message& from, std::string receipt_handle,
                      const wire::receive_message_input& command) {
    wire::message out;
    out.message_id = from.id;
    out.receipt_handle = std::move(receipt_handle);
    out.md5_of_body = from.content->md5_of_body;
    out.body = from.content->body;
    if (!command.attribute_names.empty() || !command.message_system_attribute_names.empty()) {
        for (auto& [name, value] : system_attributes(from)) {
            const auto asked = [&](const std::vector<std::string>& names) {
                return std::ranges::any_of(
                    names, [&](const auto& each) { return each == "All" || each == name; });
            };
            if (asked(command.attribute_names) || asked(command.message_system_attribute_names))
                out.attributes.emplace(name, value);
        }
    }
    for (const auto& [name, value] : from.content->attributes) {
        if (asks_for(command.message_attribute_names, name))
            out.message_attributes.emplace(name, value);
    }
    const bool all = out.message_attributes.size() == from.content->attributes.size();
    out.md5_of_message_attributes =
        all ? from.content->md5_of_attributes : aws_wire::md5_of_attributes(out.message_attributes);
    return out;
}

std::optional<aws_wire::error> refusal_of(const wire::receive_message_input& command) {
    const auto bad = [](std::int64_t value, std::string_view parameter, std::string_view reason) {
        return aws_wire::error{error_code::invalid_parameter_value,
                               fmt::format("Value {} for parameter {} is invalid. Reason: {}",
                                           value, parameter, reason)};
    };
    if (const auto max = command.max_number_of_messages; max && (*max < 1 || *max > 10)) {
        return bad(*max, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.");
    }
    if (const auto wait = command.wait_time_seconds; wait && (*wait < 0 || *wait > 20)) {
        return bad(*wait, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.");
    }
    if (const auto hidden = command.visibility_timeout;
        hidden && (*hidden < 0 || *hidden > 43'200)) {
        return bad(*hidden, "VisibilityTimeout", "Must be >= 0 and <= 43200, if provided.");
    }
    return std::nullopt;
}

} // namespace

std::optional<outcome<wire::receive_message_input>>
sqs::receive(const scope& in, const wire::receive_message_input& command, ticket as, instant now) {
    using result = outcome<wire::receive_message_input>;
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return result{std::unexpected{found.error()}};
    if (auto refusal = localaws::refusal_of(command))
        return result{std::unexpected{std::move(*refusal)}};

    auto& queue = **found;
    auto received = take(queue, command, now);
    const auto wait_for = command.wait_time_seconds ? seconds{*command.wait_time_seconds}
                                                    : queue.attributes.receive_wait;
    if (received.messages.empty() && wait_for.count() > 0) {
        wait(queue, command, as, now + wait_for);
        return std::nullopt;
    }
    if (received.messages.empty() && queue.in_flight_count() >= limits_.in_flight_max) {
        return result{refuse(
            error_code::over_limit,
            fmt::format("Too many messages in flight: {} is the maximum.", limits_.in_flight_max))};
    }
    return result{std::move(received)};
}

wire::receive_message_output sqs::take(queue& from, const wire::receive_message_input& command,
                                       instant now) {
    from.advance(now);
    const auto max = static_cast<std::size_t>(command.max_number_of_messages.value_or(1));
    const auto hidden_for = command.visibility_timeout ? seconds{*command.visibility_timeout}
                                                       : from.attributes.visibility_timeout;
    wire::receive_message_output out;
    // With a timeout of zero a message is ready again at once, but one answer holds it once.
    for (auto left = from.ready_count(); left > 0 && out.messages.size() < max; --left) {
        if (from.in_flight_count() >= limits_.in_flight_max)
            break;
        auto& message = *from.first_ready();
        const auto& redrive = from.attributes.redrive;
        if (redrive && message.receive_count >= redrive->receive_count_max &&
            exists(redrive->dead_letter_arn)) {
            give_up(from, message, now);
            continue;
        }
        from.hide(message, now, now + hidden_for);
        out.messages.push_back(to_wire(message, from.receipt_handle(message), command));
        if (hidden_for.count() == 0)
            from.reschedule(message, now, now);
        ++changes_;
    }
    return out;
}

void sqs::give_up(queue& from, message& which, instant now) {
    auto& to = *queues_.find(from.attributes.redrive->dead_letter_arn)->second;
    auto moved = from.take_out(which);
    moved->receive_count = 0;
    moved->dead_letter_source = from.arn();
    to.add(std::move(moved), now, now);
    ++changes_;
    touch(to);
}

void sqs::wait(queue& at, const wire::receive_message_input& command, ticket as, instant until) {
    auto& tickets = lines_[&at].tickets;
    tickets.push_back(as);
    waiters_.emplace(as, waiter{&at, command, until, std::prev(tickets.end())});
    ends_.emplace(until, as);
    plan_wake(at);
}

void sqs::abandon(ticket which) {
    const auto found = waiters_.find(which);
    if (found == waiters_.end())
        return;
    auto& [at, command, until, in_line] = found->second;
    auto& queue = *at;
    lines_[&queue].tickets.erase(in_line);
    ends_.erase({until, which});
    waiters_.erase(found);
    plan_wake(queue);
}

void sqs::answer(ticket to, outcome<wire::receive_message_input> result) {
    answers_.push_back({to, std::move(result)});
    abandon(to);
}

void sqs::end_waits() {
    while (!ends_.empty())
        answer(ends_.begin()->second, wire::receive_message_output{});
}

void sqs::serve(queue& which, instant now) {
    while (true) {
        const auto line = lines_.find(&which);
        if (line == lines_.end() || line->second.tickets.empty())
            break;
        const auto first = line->second.tickets.front();
        auto received = take(which, waiters_.at(first).command, now);
        if (received.messages.empty())
            break;
        answer(first, std::move(received));
    }
    plan_wake(which);
}

void sqs::plan_wake(queue& which) {
    const auto found = lines_.find(&which);
    if (found == lines_.end())
        return;
    auto& line = found->second;
    const auto due = line.tickets.empty() ? std::nullopt : which.next_due();
    if (line.wakes_at != due) {
        if (line.wakes_at)
            wakes_.erase({*line.wakes_at, &which});
        if (due)
            wakes_.emplace(*due, &which);
        line.wakes_at = due;
    }
    if (line.tickets.empty())
        lines_.erase(found);
}

void sqs::forget(queue& which) {
    if (const auto line = lines_.find(&which); line != lines_.end()) {
        const auto waiting = line->second.tickets;
        for (const auto each : waiting)
            answer(each, refuse(error_code::queue_does_not_exist));
    }
    touched_.erase(&which);
}

void sqs::settle(instant now) {
    while (
        !touched_.empty()) { // serving may give messages up to a dead-letter queue, and so touch it
        auto* which = *touched_.begin();
        touched_.erase(touched_.begin());
        if (lines_.contains(which))
            serve(*which, now);
    }
}

void sqs::advance(instant now) {
    while (!wakes_.empty() && wakes_.begin()->first <= now) {
        auto& which = *wakes_.begin()->second;
        which.advance(now); // moves the queue's next due time, which serve plans
        serve(which, now);
        if (const auto due = which.next_due(); due && *due <= now)
            break;
    }
    while (!ends_.empty() && ends_.begin()->first <= now) {
        answer(ends_.begin()->second, wire::receive_message_output{});
    }
    if (!next_sweep_ || *next_sweep_ <= now) {
        for (const auto& [arn, each] : queues_)
            each->advance(now);
        next_sweep_ = now + sweep_interval;
    }
    settle(now);
}

std::optional<instant> sqs::next_due() const {
    std::optional<instant> due;
    const auto consider = [&](instant at) { due = due ? std::min(*due, at) : at; };
    if (!wakes_.empty())
        consider(wakes_.begin()->first);
    if (!ends_.empty())
        consider(ends_.begin()->first);
    if (next_sweep_ && !queues_.empty())
        consider(*next_sweep_);
    return due;
}

} // namespace localaws
