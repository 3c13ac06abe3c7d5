#pragma once

#include "aws_wire/sqs_queues.hpp"
#include "aws_wire/sqs_receive.hpp"
#include "aws_wire/sqs_send.hpp"
#include "aws_wire/sqs_tags.hpp"
#include "localaws/queue.hpp"
#include "localaws/types.hpp"

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace localaws {

namespace wire = aws_wire::sqs;

/// The answer to a ReceiveMessage that had to wait.
struct late_answer {
    ticket to;
    outcome<wire::receive_message_input> result;
};

/// Which values make identifiers; tests give their own.
struct id_source {
    std::function<std::string()> uuid;
    std::function<std::uint64_t()> number;

    static id_source random();
};

/// SQS as a state machine: commands and the time go in, answers come out, nothing else happens. Not
/// thread-safe.
///
/// A command may make messages ready for receivers that wait; so after each command (and after
/// `advance`) comes `settle`, and then `take_answers`. A waiting receiver costs an entry in two
/// trees and no timer.
class sqs {
public:
    sqs(limits bounds, id_source ids)
        : limits_{bounds}
        , ids_{std::move(ids)} {}

    outcome<wire::create_queue_input> execute(const scope& in,
                                              const wire::create_queue_input& command, instant now);
    outcome<wire::get_queue_url_input>
    execute(const scope& in, const wire::get_queue_url_input& command, instant now);
    outcome<wire::get_queue_attributes_input>
    execute(const scope& in, const wire::get_queue_attributes_input& command, instant now);
    outcome<wire::set_queue_attributes_input>
    execute(const scope& in, const wire::set_queue_attributes_input& command, instant now);
    outcome<wire::list_queues_input> execute(const scope& in,
                                             const wire::list_queues_input& command, instant now);
    outcome<wire::list_dead_letter_source_queues_input>
    execute(const scope& in, const wire::list_dead_letter_source_queues_input& command,
            instant now);
    outcome<wire::delete_queue_input> execute(const scope& in,
                                              const wire::delete_queue_input& command, instant now);
    outcome<wire::purge_queue_input> execute(const scope& in,
                                             const wire::purge_queue_input& command, instant now);
    outcome<wire::list_queue_tags_input>
    execute(const scope& in, const wire::list_queue_tags_input& command, instant now);
    outcome<wire::tag_queue_input> execute(const scope& in, const wire::tag_queue_input& command,
                                           instant now);
    outcome<wire::untag_queue_input> execute(const scope& in,
                                             const wire::untag_queue_input& command, instant now);
    outcome<wire::send_message_input> execute(const scope& in,
                                              const wire::send_message_input& command, instant now);
    outcome<wire::send_message_batch_input>
    execute(const scope& in, const wire::send_message_batch_input& command, instant now);
    outcome<wire::delete_message_input>
    execute(const scope& in, const wire::delete_message_input& command, instant now);
    outcome<wire::delete_message_batch_input>
    execute(const scope& in, const wire::delete_message_batch_input& command, instant now);
    outcome<wire::change_message_visibility_input>
    execute(const scope& in, const wire::change_message_visibility_input& command, instant now);
    outcome<wire::change_message_visibility_batch_input>
    execute(const scope& in, const wire::change_message_visibility_batch_input& command,
            instant now);

    /// Answers at once, or nothing: then a late_answer with this ticket follows, unless it is
    /// abandoned.
    std::optional<outcome<wire::receive_message_input>>
    receive(const scope& in, const wire::receive_message_input& command, ticket as, instant now);
    /// The caller has left. Unknown tickets are passed over.
    void abandon(ticket which);

    /// Answers all that wait with nothing.
    void end_waits();

    /// SNS' way in: false when the queue does not exist.
    bool deliver(const std::string& queue_arn, std::shared_ptr<const content> what,
                 const std::string& sender, instant now);
    bool exists(const std::string& queue_arn) const { return queues_.contains(queue_arn); }

    /// Ends waits whose time is over, shows what became visible to those that wait, drops old
    /// messages.
    void advance(instant now);
    void settle(instant now);
    std::vector<late_answer> take_answers() { return std::exchange(answers_, {}); }

    /// When `advance` has something to do next.
    std::optional<instant> next_due() const;

    /// Counts whatever a durable store would have to keep; an answer may leave when the store has
    /// all changes up to here.
    std::uint64_t changes() const { return changes_; }

    std::size_t queue_count() const { return queues_.size(); }
    std::size_t message_count() const;
    std::size_t waiting_count() const { return waiters_.size(); }
    /// In the order of their ARNs; for introspection.
    const std::map<std::string, std::unique_ptr<queue>, std::less<>>& queues() const {
        return queues_;
    }

private:
    struct waiter {
        localaws::queue* queue;
        wire::receive_message_input command;
        instant until;
        std::list<ticket>::iterator in_line;
    };
    struct line {
        std::list<ticket> tickets; ///< in the order of arrival
        std::optional<instant> wakes_at;
    };

    std::expected<queue*, aws_wire::error> resolve(const scope& in, const std::string& queue_url);
    std::string arn_of(const scope& in, std::string_view name) const;
    std::string url_of(const scope& in, const queue& which) const;
    aws_wire::string_map computed_attributes(const queue& which) const;
    std::expected<void, aws_wire::error>
    check_redrive(const aws_wire::string_map& attributes) const;

    std::expected<wire::sent_message, aws_wire::error>
    send(const scope& in, queue& to, const wire::message_to_send& what, instant now);
    std::optional<aws_wire::error> refusal_of(const queue& to,
                                              const wire::message_to_send& what) const;
    std::optional<aws_wire::error> remove(queue& from, const std::string& receipt_handle);
    std::optional<aws_wire::error> change_visibility(queue& in, const std::string& receipt_handle,
                                                     std::optional<std::int64_t> timeout,
                                                     instant now);

    wire::receive_message_output take(queue& from, const wire::receive_message_input& command,
                                      instant now);
    void give_up(queue& from, message& which, instant now);
    void wait(queue& at, const wire::receive_message_input& command, ticket as, instant until);
    void answer(ticket to, outcome<wire::receive_message_input> result);
    void serve(queue& which, instant now);
    void plan_wake(queue& which);
    void touch(queue& which) { touched_.insert(&which); }
    void forget(queue& which);

    limits limits_;
    id_source ids_;
    std::uint64_t changes_ = 0;
    std::map<std::string, std::unique_ptr<queue>, std::less<>> queues_;
    std::map<std::string, instant, std::less<>> deleted_at_;
    std::unordered_map<ticket, waiter> waiters_;
    std::set<std::pair<instant, ticket>> ends_;  ///< of waits
    std::unordered_map<queue*, line> lines_;     ///< of queues that someone waits at
    std::set<std::pair<instant, queue*>> wakes_; ///< of those: when a message becomes visible
    std::set<queue*> touched_;                   ///< by the commands since the last settle
    std::vector<late_answer> answers_;
    std::optional<instant> next_sweep_;
};

/// What AWS refuses of a batch as a whole, for every kind of batch. `entry_kind` is the query
/// protocol's name of an entry.
template <class Entry>
std::optional<aws_wire::error> refusal_of_batch(const std::vector<Entry>& entries,
                                                std::string_view entry_kind, std::size_t max);
std::optional<aws_wire::error> refusal_of_batch_ids(std::span<const std::string_view> ids,
                                                    std::string_view entry_kind, std::size_t max);

template <class Entry>
std::optional<aws_wire::error> refusal_of_batch(const std::vector<Entry>& entries,
                                                std::string_view entry_kind, std::size_t max) {
    std::vector<std::string_view> ids;
    ids.reserve(entries.size());
    for (const auto& entry : entries)
        ids.push_back(entry.id);
    return refusal_of_batch_ids(ids, entry_kind, max);
}

wire::batch_failure to_failure(std::string id, const aws_wire::error& refusal);

} // namespace localaws
