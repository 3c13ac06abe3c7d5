#include "aws_wire/arn.hpp"
#include "base/encoding.hpp"
#include "base/random.hpp"
#include "localaws/sqs.hpp"

#include <algorithm>

#include <fmt/format.h>

// The commands that concern queues.
namespace localaws {
namespace {

using aws_wire::error_code;
using std::chrono::duration_cast;

constexpr std::size_t queue_name_bytes_max = 80;

bool valid_queue_name(std::string_view name) {
    return !name.empty() && name.size() <= queue_name_bytes_max &&
           std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

std::string seconds_text(instant at) {
    return fmt::to_string(duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
}

bool names(const std::vector<std::string>& asked, std::string_view name) {
    return std::ranges::any_of(asked,
                               [&](const auto& each) { return each == "All" || each == name; });
}

/// One page of sorted names: from behind the name in `token`, at most `max` if it is given.
template <class Output>
std::expected<void, aws_wire::error>
paginate(std::vector<std::string> all, const std::optional<std::string>& token,
         std::optional<std::int64_t> max, std::int64_t limit, Output& out) {
    if (max && (*max < 1 || *max > limit)) {
        return refuse(error_code::invalid_parameter_value,
                      fmt::format("Value for parameter MaxResults is invalid. Reason: MaxResults "
                                  "must be an integer between 1 "
                                  "and {}.",
                                  limit));
    }
    auto begin = all.begin();
    if (token) {
        const auto after = base::from_base64(*token);
        if (!after)
            return refuse(error_code::invalid_parameter_value, "Invalid or expired next token.");
        begin = std::ranges::upper_bound(all, *after);
    }
    const auto count = std::min<std::int64_t>(max.value_or(limit), all.end() - begin);
    out.queue_urls.assign(begin, begin + count);
    if (max && begin + count != all.end())
        out.next_token = base::to_base64(out.queue_urls.back());
    return {};
}

} // namespace

id_source id_source::random() {
    return {[] { return base::random_uuid(); },
            [] {
                std::uint64_t number = 0;
                base::fill_random({reinterpret_cast<std::uint8_t*>(&number), sizeof number});
                return number;
            }};
}

std::string sqs::arn_of(const scope& in, std::string_view name) const {
    return fmt::format("arn:aws:sqs:{}:{}:{}", in.region, in.account, name);
}

std::string sqs::url_of(const scope& in, const queue& which) const {
    return aws_wire::make_queue_url(in.url_base, in.account, which.name());
}

std::expected<queue*, aws_wire::error> sqs::resolve(const scope& in, const std::string& queue_url) {
    if (queue_url.empty()) {
        return refuse(error_code::missing_parameter,
                      "The request must contain the parameter QueueUrl.");
    }
    auto at = in;
    std::string name = queue_url; // some tools give the bare name
    if (auto address = aws_wire::parse_queue_url(queue_url)) {
        if (!address->region.empty())
            at.region = std::move(address->region);
        at.account = std::move(address->account);
        name = std::move(address->name);
    }
    const auto found = queues_.find(arn_of(at, name));
    if (found == queues_.end())
        return refuse(error_code::queue_does_not_exist);
    return found->second.get();
}

std::expected<void, aws_wire::error>
sqs::check_redrive(const aws_wire::string_map& attributes) const {
    const auto given = attributes.find("RedrivePolicy");
    if (given == attributes.end() || given->second.empty())
        return {};
    const auto policy = redrive_policy::parse(given->second);
    if (!policy)
        return std::unexpected{policy.error()};
    if (!exists(policy->dead_letter_arn)) {
        return refuse(error_code::invalid_parameter_value,
                      fmt::format("Value {} for parameter RedrivePolicy is invalid. Reason: Dead "
                                  "letter target does not exist.",
                                  given->second));
    }
    return {};
}

outcome<wire::create_queue_input>
sqs::execute(const scope& in, const wire::create_queue_input& command, instant now) {
    const auto& name = command.queue_name;
    if (name.empty())
        return refuse(error_code::missing_parameter,
                      "The request must contain the parameter QueueName.");
    if (name.ends_with(".fifo"))
        return refuse(error_code::unsupported_operation, "FIFO queues are not served here yet.");
    if (!valid_queue_name(name)) {
        return refuse(
            error_code::invalid_parameter_value,
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }
    const auto arn = arn_of(in, name);
    if (const auto found = queues_.find(arn); found != queues_.end()) {
        if (const auto differing = found->second->attributes.conflict(command.attributes)) {
            return refuse(error_code::queue_name_exists,
                          fmt::format("A queue already exists with the same name and a different "
                                      "value for attribute {}",
                                      *differing));
        }
        return wire::create_queue_output{url_of(in, *found->second)};
    }
    if (const auto gone = deleted_at_.find(arn);
        gone != deleted_at_.end() && now < gone->second + limits_.recreate_interval) {
        return refuse(error_code::queue_deleted_recently);
    }
    if (auto good = check_redrive(command.attributes); !good)
        return std::unexpected{good.error()};
    auto created = std::make_unique<queue>(arn, name, ids_.number(), now);
    if (auto set = created->attributes.set(command.attributes); !set)
        return std::unexpected{set.error()};
    created->tags = command.tags;
    ++changes_;
    return wire::create_queue_output{
        url_of(in, *queues_.emplace(arn, std::move(created)).first->second)};
}

outcome<wire::get_queue_url_input> sqs::execute(const scope& in,
                                                const wire::get_queue_url_input& command, instant) {
    auto owner = in;
    if (!command.owner_account.empty())
        owner.account = command.owner_account;
    const auto found = queues_.find(arn_of(owner, command.queue_name));
    if (found == queues_.end())
        return refuse(error_code::queue_does_not_exist);
    return wire::get_queue_url_output{url_of(owner, *found->second)};
}

aws_wire::string_map sqs::computed_attributes(const queue& which) const {
    return {{"QueueArn", which.arn()},
            {"ApproximateNumberOfMessages", fmt::to_string(which.ready_count())},
            {"ApproximateNumberOfMessagesDelayed", fmt::to_string(which.delayed_count())},
            {"ApproximateNumberOfMessagesNotVisible", fmt::to_string(which.in_flight_count())},
            {"CreatedTimestamp", seconds_text(which.created_at)},
            {"LastModifiedTimestamp", seconds_text(which.modified_at)}};
}

outcome<wire::get_queue_attributes_input>
sqs::execute(const scope& in, const wire::get_queue_attributes_input& command, instant now) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    for (const auto& name : command.attribute_names) {
        if (name != "All" && !is_known_attribute(name)) {
            return refuse(error_code::invalid_attribute_name,
                          fmt::format("Unknown Attribute {}.", name));
        }
    }
    (*found)->advance(now);
    auto all = (*found)->attributes.all();
    all.merge(computed_attributes(**found));
    wire::get_queue_attributes_output out;
    for (auto& [name, value] : all) {
        if (names(command.attribute_names, name))
            out.attributes.emplace(name, std::move(value));
    }
    return out;
}

outcome<wire::set_queue_attributes_input>
sqs::execute(const scope& in, const wire::set_queue_attributes_input& command, instant now) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    if (command.attributes.empty()) {
        return refuse(error_code::missing_parameter,
                      "The request must contain the parameter Attribute.Name.");
    }
    if (auto good = check_redrive(command.attributes); !good)
        return std::unexpected{good.error()};
    if (auto set = (*found)->attributes.set(command.attributes); !set)
        return std::unexpected{set.error()};
    (*found)->modified_at = now;
    ++changes_;
    touch(**found);
    return wire::empty_output{};
}

outcome<wire::list_queues_input> sqs::execute(const scope& in,
                                              const wire::list_queues_input& command, instant) {
    std::vector<std::string> urls;
    const auto prefix = arn_of(in, command.queue_name_prefix);
    for (auto at = queues_.lower_bound(prefix);
         at != queues_.end() && at->first.starts_with(prefix); ++at) {
        urls.push_back(url_of(in, *at->second));
    }
    wire::list_queues_output out;
    const auto done = paginate(std::move(urls), command.next_token, command.max_results,
                               limits_.list_results_max, out);
    if (!done)
        return std::unexpected{done.error()};
    return out;
}

outcome<wire::list_dead_letter_source_queues_input>
sqs::execute(const scope& in, const wire::list_dead_letter_source_queues_input& command, instant) {
    const auto target = resolve(in, command.queue_url);
    if (!target)
        return std::unexpected{target.error()};
    std::vector<std::string> urls;
    for (const auto& [arn, each] : queues_) {
        const auto& redrive = each->attributes.redrive;
        if (redrive && redrive->dead_letter_arn == (*target)->arn())
            urls.push_back(url_of(in, *each));
    }
    wire::list_dead_letter_source_queues_output out;
    const auto done = paginate(std::move(urls), command.next_token, command.max_results,
                               limits_.list_results_max, out);
    if (!done)
        return std::unexpected{done.error()};
    return out;
}

outcome<wire::delete_queue_input>
sqs::execute(const scope& in, const wire::delete_queue_input& command, instant now) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    forget(**found);
    if (limits_.recreate_interval.count() > 0)
        deleted_at_.insert_or_assign((*found)->arn(), now);
    queues_.erase(queues_.find((*found)->arn()));
    ++changes_;
    return wire::empty_output{};
}

outcome<wire::purge_queue_input> sqs::execute(const scope& in,
                                              const wire::purge_queue_input& command, instant now) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    auto& queue = **found;
    if (now < queue.purged_at + limits_.purge_interval) {
        return refuse(
            error_code::purge_queue_in_progress,
            fmt::format("Only one PurgeQueue operation on {} is allowed every {} seconds.",
                        queue.name(), limits_.purge_interval.count()));
    }
    queue.clear();
    queue.purged_at = now;
    ++changes_;
    touch(queue);
    return wire::empty_output{};
}

outcome<wire::list_queue_tags_input>
sqs::execute(const scope& in, const wire::list_queue_tags_input& command, instant) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    return wire::list_queue_tags_output{(*found)->tags};
}

outcome<wire::tag_queue_input> sqs::execute(const scope& in, const wire::tag_queue_input& command,
                                            instant) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    for (const auto& [key, value] : command.tags)
        (*found)->tags.insert_or_assign(key, value);
    ++changes_;
    return wire::empty_output{};
}

outcome<wire::untag_queue_input> sqs::execute(const scope& in,
                                              const wire::untag_queue_input& command, instant) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    for (const auto& key : command.tag_keys)
        (*found)->tags.erase(key);
    ++changes_;
    return wire::empty_output{};
}

std::size_t sqs::message_count() const {
    std::size_t count = 0;
    for (const auto& [arn, each] : queues_)
        count += each->size();
    return count;
}

} // namespace localaws
