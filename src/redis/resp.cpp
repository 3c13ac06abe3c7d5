#include "redis/resp.hpp"

#include <hiredis/hiredis.h>

namespace redis {
namespace {

constexpr int elements_max = 4 * 1024 * 1024;

// hiredis builds its tree through these. The root is allocated; what is inside an array is an
// element of its parent, so that freeing the root frees all.
reply* place(const redisReadTask* task) {
    if (!task->parent)
        return new reply;
    auto* parent = static_cast<reply*>(task->parent->obj);
    return &parent->elements[static_cast<std::size_t>(task->idx)];
}

void* create_string(const redisReadTask* task, char* text, std::size_t size) {
    auto* made = place(task);
    made->type = task->type == REDIS_REPLY_ERROR ? reply::kind::error : reply::kind::text;
    made->text.assign(text, size);
    return made;
}

void* create_array(const redisReadTask* task, int count) {
    if (count < 0 || count > elements_max)
        return nullptr; // hiredis reports it as out of memory
    auto* made = place(task);
    made->type = reply::kind::array;
    made->elements.resize(static_cast<std::size_t>(count));
    return made;
}

void* create_integer(const redisReadTask* task, long long value) {
    auto* made = place(task);
    made->type = reply::kind::integer;
    made->integer = value;
    return made;
}

void* create_nil(const redisReadTask* task) {
    return place(task);
}

void free_object(void* object) {
    delete static_cast<reply*>(object);
}

redisReplyObjectFunctions functions{create_string, create_array, create_integer, create_nil,
                                    free_object};

} // namespace

void append_command(std::string& out, std::span<const std::string> arguments) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    texts.reserve(arguments.size());
    sizes.reserve(arguments.size());
    for (const auto& argument : arguments) {
        texts.push_back(argument.data());
        sizes.push_back(argument.size());
    }
    char* formatted = nullptr;
    const int size = redisFormatCommandArgv(&formatted, static_cast<int>(texts.size()),
                                            texts.data(), sizes.data());
    if (size < 0)
        throw std::bad_alloc{};
    const std::unique_ptr<char, decltype(&redisFreeCommand)> owned{formatted, &redisFreeCommand};
    out.append(formatted, static_cast<std::size_t>(size));
}

void reply_reader::free_reader::operator()(redisReader* reader) const {
    redisReaderFree(reader);
}

reply_reader::reply_reader()
    : reader_{redisReaderCreateWithFunctions(&functions)} {
    if (!reader_)
        throw std::bad_alloc{};
}

reply_reader::~reply_reader() = default;

void reply_reader::feed(std::string_view bytes) {
    if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) {
        throw protocol_error{reader_->errstr};
    }
}

std::optional<reply> reply_reader::next() {
    void* object = nullptr;
    if (redisReaderGetReply(reader_.get(), &object) != REDIS_OK)
        throw protocol_error{reader_->errstr};
    if (!object)
        return std::nullopt;
    const std::unique_ptr<reply> owned{static_cast<reply*>(object)};
    return std::move(*owned);
}

} // namespace redis
