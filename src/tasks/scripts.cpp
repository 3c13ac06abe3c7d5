#include "tasks/scripts.hpp"

// Times come from the Redis server, so that the clocks of workers need not agree. A message names
// the list that it goes back to, a key that KEYS does not name: not for Redis Cluster, as Celery
// itself.
namespace tasks::scripts {
namespace {

constexpr std::string_view fetch_text = R"lua(
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local worker, number, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZADD', KEYS[3], now + ARGV[4], worker)
local out, values, scores = {}, {}, {}
for i = 4, #KEYS do
    local left = count - #values / 2
    if left <= 0 then break end
    local queue = ARGV[i + 1]
    for _, message in ipairs(redis.call('RPOP', KEYS[i], left) or {}) do
        local tag = worker .. ':' .. string.format('%.0f', number)
        number = number + 1
        values[#values + 1] = tag
        values[#values + 1] = '[' .. message .. ',"","' .. queue .. '"]'
        scores[#scores + 1] = now
        scores[#scores + 1] = tag
        out[#out + 1] = tag
        out[#out + 1] = queue
        out[#out + 1] = message
    end
end
if #values > 0 then
    redis.call('ZADD', KEYS[2], unpack(scores))
    redis.call('HSET', KEYS[1], unpack(values))
else
    for i = 4, #KEYS do redis.call('LLEN', KEYS[i]) end
end
return out
)lua";

constexpr std::string_view settle_text = R"lua(
local out = {}
for i = 2, #ARGV, 5 do
    local tag, key, result, list, push = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
    local ours = redis.call('ZREM', KEYS[2], tag)
    if ours == 1 then
        redis.call('HDEL', KEYS[1], tag)
        if key ~= '' then
            local old = redis.call('GET', key)
            if not old or not string.find(old, '^{"status":%s*"SUCCESS"') then
                redis.call('SETEX', key, ARGV[1], result)
                redis.call('PUBLISH', key, result)
            end
        end
        if list ~= '' then redis.call('LPUSH', list, push) end
    end
    out[#out + 1] = ours
end
return out
)lua";

constexpr std::string_view store_text = R"lua(
for i = 2, #ARGV, 2 do
    local old = redis.call('GET', ARGV[i])
    if not old or not string.find(old, '^{"status":%s*"SUCCESS"') then
        redis.call('SETEX', ARGV[i], ARGV[1], ARGV[i + 1])
        redis.call('PUBLISH', ARGV[i], ARGV[i + 1])
    end
end
return 1
)lua";

// The value is '[<envelope>, "<exchange>", "<routing key>"]', by us or by kombu: taken apart as
// text, since a trip through cjson would change numbers and empty lists. A quote inside a JSON text
// is escaped, so the patterns only meet members. The last "priority" is the message's own:
// properties stand last.
constexpr std::string_view restore_text = R"lua(
local function restore(tag, mark)
    local value = redis.call('HGET', KEYS[1], tag)
    local ours = redis.call('ZREM', KEYS[2], tag)
    redis.call('HDEL', KEYS[1], tag)
    if not value or ours == 0 then return 0 end
    local message, exchange, routing_key = string.match(value, '^%[(.*),%s*"([^"]*)",%s*"([^"]*)"%]$')
    if not message then return 0 end
    if mark and not string.find(message, '"redelivered":') then
        message = string.gsub(message, '"delivery_info":(%s*){"',
                              '"delivery_info":%1{"redelivered":true,"', 1)
    end
    local priority = tonumber(string.match(message, '.*"priority":%s*(%d)') or '0')
    local list = routing_key
    if priority >= 9 then list = list .. '\6\0229'
    elseif priority >= 6 then list = list .. '\6\0226'
    elseif priority >= 3 then list = list .. '\6\0223' end
    redis.call('RPUSH', list, message)
    return 1
end
)lua";

constexpr std::string_view give_back_text = R"lua(
local count = 0
for i = #ARGV, 1, -1 do count = count + restore(ARGV[i], false) end
return count
)lua";

constexpr std::string_view renew_text = R"lua(
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
for i = 3, #ARGV do redis.call('ZADD', KEYS[1], 'XX', now, ARGV[i]) end
return 1
)lua";

constexpr std::string_view reclaim_text = R"lua(
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local count, most = 0, tonumber(ARGV[2])
local dead = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now)
if #dead > 0 then
    local is_dead = {}
    for _, worker in ipairs(dead) do is_dead[worker] = true end
    local tags = redis.call('ZRANGE', KEYS[2], 0, -1)
    for i = #tags, 1, -1 do
        if count >= most then return count end
        local worker = string.match(tags[i], '^(mp[^:]*):')
        if worker and is_dead[worker] then count = count + restore(tags[i], true) end
    end
    redis.call('ZREM', KEYS[3], unpack(dead))
end
for _, tag in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[1], 'LIMIT', 0, most - count)) do
    local worker = string.match(tag, '^(mp[^:]*):')
    if not worker or not redis.call('ZSCORE', KEYS[3], worker) then count = count + restore(tag, true) end
end
return count
)lua";

} // namespace

const redis::script fetch{std::string{fetch_text}};
const redis::script settle{std::string{settle_text}};
const redis::script store{std::string{store_text}};
const redis::script give_back{std::string{restore_text} + std::string{give_back_text}};
const redis::script renew{std::string{renew_text}};
const redis::script reclaim{std::string{restore_text} + std::string{reclaim_text}};

} // namespace tasks::scripts
