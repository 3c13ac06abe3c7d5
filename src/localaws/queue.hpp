#pragma once

#include "localaws/queue_attributes.hpp"
#include "localaws/types.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>

namespace localaws {

/// What a sender gave. Immutable, so that a fan-out to many queues holds it once.
struct content {
    std::string body;
    std::string md5_of_body;
    aws_wire::attribute_map attributes;
    std::string md5_of_attributes;
    std::string trace_header;
    std::optional<std::string> group_id;

    /// Computes the digests.
    static std::shared_ptr<content> make(std::string body, aws_wire::attribute_map attributes);
    std::size_t size_bytes() const { return body.size() + aws_wire::size_bytes(attributes); }
};

/// One message in one queue.
struct message {
    enum class place : std::uint8_t { ready, delayed, in_flight };

    std::uint64_t sequence = 0; ///< given by the queue, increasing
    std::string id;
    std::shared_ptr<const localaws::content> content;
    std::string sender;
    std::string dead_letter_source; ///< the queue's ARN that gave it up
    instant sent_at{};
    instant first_received_at{};
    instant received_at{};
    instant due_at{}; ///< when it becomes ready, while delayed or in flight
    std::int64_t receive_count = 0;
    place where = place::ready;

    boost::intrusive::list_member_hook<> age_hook;
    boost::intrusive::list_member_hook<> ready_hook;
    boost::intrusive::set_member_hook<> due_hook;
};

/// The messages of one standard queue. Sending is O(1); what waits for a time stands in one tree by
/// that time, so receiving, hiding and showing are O(log n) however deep the backlog.
///
/// The queue does not know the time by itself: `advance(now)` comes before what depends on it.
class queue {
public:
    queue(std::string arn, std::string name, std::uint64_t incarnation, instant now);
    ~queue();
    queue(const queue&) = delete;
    queue& operator=(const queue&) = delete;

    const std::string& arn() const { return arn_; }
    const std::string& name() const { return name_; }

    queue_attributes attributes;
    aws_wire::string_map tags;
    instant created_at;
    instant modified_at;
    instant purged_at{};

    /// `what.sequence` is set; ready at `visible_at`, at once when that is not later than `now`.
    message& add(std::unique_ptr<message> what, instant now, instant visible_at);

    /// Makes ready what is due and drops what is older than the retention period.
    void advance(instant now);

    /// The message that has been ready for longest, or null.
    message* first_ready() { return ready_.empty() ? nullptr : &ready_.front(); }
    /// Counts a receive of a ready message and hides it.
    void hide(message& which, instant now, instant until);
    /// Of a message that is not ready: changes when it will be.
    void reschedule(message& which, instant now, instant due_at);
    std::unique_ptr<message> take_out(message& which);
    void clear();

    /// The handle of the latest receive.
    std::string receipt_handle(const message& which) const;
    /// The message of a handle; null when it is gone; nothing when the handle was never this
    /// queue's.
    std::optional<message*> find(std::string_view receipt_handle);

    /// When the next delayed or hidden message becomes ready.
    std::optional<instant> next_due() const;

    std::size_t ready_count() const { return ready_.size(); }
    std::size_t delayed_count() const { return delayed_; }
    std::size_t in_flight_count() const { return in_flight_; }
    std::size_t size() const { return messages_.size(); }

private:
    struct by_due {
        bool operator()(const message& a, const message& b) const { return a.due_at < b.due_at; }
    };
    template <class Hook, Hook message::* Member>
    using hook = boost::intrusive::member_hook<message, Hook, Member>;
    using list_hook = boost::intrusive::list_member_hook<>;
    using set_hook = boost::intrusive::set_member_hook<>;

    void unplace(message& which);
    void place_ready(message& which);
    void place_due(message& which, message::place where, instant due_at);

    std::string arn_;
    std::string name_;
    std::uint64_t
        incarnation_; ///< so that handles of an earlier queue of this name are known as strange
    std::uint64_t last_sequence_ = 0;
    std::size_t delayed_ = 0;
    std::size_t in_flight_ = 0;
    std::unordered_map<std::uint64_t, std::unique_ptr<message>> messages_;
    boost::intrusive::list<message, hook<list_hook, &message::age_hook>> by_age_;
    boost::intrusive::list<message, hook<list_hook, &message::ready_hook>> ready_;
    boost::intrusive::multiset<message, hook<set_hook, &message::due_hook>,
                               boost::intrusive::compare<by_due>>
        due_;
};

} // namespace localaws
