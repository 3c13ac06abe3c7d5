#include "localaws/queue.hpp"

#include "aws_wire/digest.hpp"
#include "base/encoding.hpp"
#include "base/errors.hpp"

#include <array>

namespace localaws {
namespace {

constexpr std::size_t handle_numbers = 3; // incarnation, sequence, receive count

void append_big_endian(std::string& out, std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> shift & 0xffU));
}

std::uint64_t read_big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes.substr(0, 8))
        value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

} // namespace

std::shared_ptr<content> content::make(std::string body, aws_wire::attribute_map attributes) {
    auto out = std::make_shared<content>();
    out->md5_of_body = aws_wire::md5_hex(body);
    out->md5_of_attributes = aws_wire::md5_of_attributes(attributes);
    out->body = std::move(body);
    out->attributes = std::move(attributes);
    return out;
}

queue::queue(std::string arn, std::string name, std::uint64_t incarnation, instant now)
    : created_at{now}
    , modified_at{now}
    , arn_{std::move(arn)}
    , name_{std::move(name)}
    , incarnation_{incarnation} {}

queue::~queue() {
    clear();
}

message& queue::add(std::unique_ptr<message> what, instant now, instant visible_at) {
    auto& added = *what;
    added.sequence = ++last_sequence_;
    messages_.emplace(added.sequence, std::move(what));
    by_age_.push_back(added);
    if (visible_at <= now)
        place_ready(added);
    else
        place_due(added, message::place::delayed, visible_at);
    return added;
}

void queue::advance(instant now) {
    while (!due_.empty() && due_.begin()->due_at <= now) {
        auto& which = *due_.begin();
        unplace(which);
        place_ready(which);
    }
    while (!by_age_.empty() && by_age_.front().sent_at + attributes.retention <= now)
        take_out(by_age_.front());
}

void queue::hide(message& which, instant now, instant until) {
    MARKETPLACE_ASSERT(which.where == message::place::ready);
    if (which.receive_count++ == 0)
        which.first_received_at = now;
    which.received_at = now;
    unplace(which);
    place_due(which, message::place::in_flight, until);
}

void queue::reschedule(message& which, instant now, instant due_at) {
    const auto where = which.where;
    MARKETPLACE_ASSERT(where != message::place::ready);
    unplace(which);
    if (due_at <= now)
        place_ready(which);
    else
        place_due(which, where, due_at);
}

std::unique_ptr<message> queue::take_out(message& which) {
    unplace(which);
    by_age_.erase(by_age_.iterator_to(which));
    const auto found = messages_.find(which.sequence);
    auto out = std::move(found->second);
    messages_.erase(found);
    return out;
}

void queue::clear() {
    due_.clear();
    ready_.clear();
    by_age_.clear();
    delayed_ = 0;
    in_flight_ = 0;
    messages_.clear();
}

void queue::unplace(message& which) {
    switch (which.where) {
    case message::place::ready:
        ready_.erase(ready_.iterator_to(which));
        return;
    case message::place::delayed:
        --delayed_;
        break;
    case message::place::in_flight:
        --in_flight_;
        break;
    }
    due_.erase(due_.iterator_to(which));
}

void queue::place_ready(message& which) {
    which.where = message::place::ready;
    ready_.push_back(which);
}

void queue::place_due(message& which, message::place where, instant due_at) {
    which.where = where;
    which.due_at = due_at;
    due_.insert(which);
    ++(where == message::place::delayed ? delayed_ : in_flight_);
}

std::string queue::receipt_handle(const message& which) const {
    std::string bytes;
    append_big_endian(bytes, incarnation_);
    append_big_endian(bytes, which.sequence);
    append_big_endian(bytes, static_cast<std::uint64_t>(which.receive_count));
    return base::to_base64(bytes);
}

std::optional<message*> queue::find(std::string_view receipt_handle) {
    const auto bytes = base::from_base64(receipt_handle);
    if (!bytes || bytes->size() != handle_numbers * 8)
        return std::nullopt;
    if (read_big_endian(*bytes) != incarnation_)
        return std::nullopt;
    const auto sequence = read_big_endian(std::string_view{*bytes}.substr(8));
    if (sequence == 0 || sequence > last_sequence_)
        return std::nullopt;
    const auto found = messages_.find(sequence);
    return found == messages_.end() ? nullptr : found->second.get();
}

std::optional<instant> queue::next_due() const {
    if (due_.empty())
        return std::nullopt;
    return due_.begin()->due_at;
}

} // namespace localaws
