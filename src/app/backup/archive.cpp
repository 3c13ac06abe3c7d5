#include "app/backup/archive.hpp"

#include <array>
#include <optional>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <zstd.h>

namespace app {

namespace {

// Two of the sixteen numbers by which zstd knows a frame to skip.
constexpr std::uint32_t about_frame = 0x184D2A5A;
constexpr std::uint32_t checksum_frame = 0x184D2A5B;
constexpr std::size_t frame_head_bytes = 8;
constexpr std::size_t about_bytes_max = 64 * 1024;
constexpr std::size_t checksum_bytes = 32;
constexpr int format_version = 1;
constexpr int compression_level = 3;

void append_little_endian(std::string& to, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8)
        to += static_cast<char>((value >> shift) & 0xff);
}

std::uint32_t read_little_endian(std::string_view from) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i)
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(from[i])) << (8 * i);
    return value;
}

std::string frame(std::uint32_t kind, std::string_view content) {
    std::string out;
    append_little_endian(out, kind);
    append_little_endian(out, static_cast<std::uint32_t>(content.size()));
    out += content;
    return out;
}

class sha256 {
public:
    sha256() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
    void add(std::string_view bytes) {
        EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
    }
    std::string finish() {
        std::array<unsigned char, checksum_bytes> digest{};
        EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
        return {reinterpret_cast<const char*>(digest.data()), digest.size()};
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(),
                                                                     &EVP_MD_CTX_free};
};

void check(std::size_t code) {
    if (ZSTD_isError(code))
        throw archive_error{fmt::format("the backup is damaged: {}", ZSTD_getErrorName(code))};
}

std::string text_at(const boost::json::object& in, std::string_view name) {
    const auto* found = in.if_contains(name);
    if (!found || !found->is_string())
        throw archive_error{fmt::format("the backup is damaged: no {} at its beginning", name)};
    return std::string{found->get_string()};
}

} // namespace

std::string backup_about::to_json() const {
    return boost::json::serialize(boost::json::object{{"format", format_version},
                                                      {"program_version", program_version},
                                                      {"created_at", created_at},
                                                      {"database", database},
                                                      {"owner", owner},
                                                      {"versions", versions}});
}

backup_about backup_about::from_json(std::string_view text) {
    boost::system::error_code failed;
    const auto parsed = boost::json::parse({text.data(), text.size()}, failed);
    if (failed || !parsed.is_object())
        throw archive_error{"the backup is damaged at its beginning"};
    const auto& in = parsed.get_object();
    const auto* format = in.if_contains("format");
    if (!format || !format->is_int64() || format->get_int64() != format_version)
        throw archive_error{"the backup was written in another format, by another version"};
    return {.program_version = text_at(in, "program_version"),
            .created_at = text_at(in, "created_at"),
            .database = text_at(in, "database"),
            .owner = text_at(in, "owner"),
            .versions = text_at(in, "versions")};
}

struct archive_writer::impl {
    byte_sink out;
    sha256 sum;
    std::uint64_t bytes_out = 0;
    std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd{ZSTD_createCCtx(), &ZSTD_freeCCtx};
    std::vector<char> buffer = std::vector<char>(ZSTD_CStreamOutSize());

    void put(std::string_view bytes) {
        sum.add(bytes);
        bytes_out += bytes.size();
        out(bytes);
    }

    void compress(std::string_view sql, ZSTD_EndDirective how) {
        ZSTD_inBuffer in{sql.data(), sql.size(), 0};
        for (;;) {
            ZSTD_outBuffer to{buffer.data(), buffer.size(), 0};
            const auto left = ZSTD_compressStream2(zstd.get(), &to, &in, how);
            check(left);
            if (to.pos > 0)
                put({buffer.data(), to.pos});
            if (how == ZSTD_e_end ? left == 0 : in.pos == in.size)
                return;
        }
    }
};

archive_writer::archive_writer(const backup_about& about, byte_sink out)
    : impl_{std::make_unique<impl>()} {
    impl_->out = std::move(out);
    check(ZSTD_CCtx_setParameter(impl_->zstd.get(), ZSTD_c_compressionLevel, compression_level));
    check(ZSTD_CCtx_setParameter(impl_->zstd.get(), ZSTD_c_checksumFlag, 1));
    impl_->put(frame(about_frame, about.to_json()));
}

archive_writer::~archive_writer() = default;

void archive_writer::write(std::string_view sql) {
    impl_->compress(sql, ZSTD_e_continue);
}

void archive_writer::finish() {
    impl_->compress({}, ZSTD_e_end);
    const auto last = frame(checksum_frame, impl_->sum.finish());
    impl_->bytes_out += last.size();
    impl_->out(last);
}

std::uint64_t archive_writer::bytes_out() const {
    return impl_->bytes_out;
}

struct archive_reader::impl {
    enum class part : std::uint8_t { beginning, text, checksum, end };

    text_sink sql;
    part now = part::beginning;
    std::string pending; ///< of a frame that has not come whole
    std::optional<backup_about> about;
    sha256 sum;
    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> zstd{ZSTD_createDCtx(), &ZSTD_freeDCtx};
    std::vector<char> buffer = std::vector<char>(ZSTD_DStreamOutSize());

    // Takes what belongs to a frame of `kind`; its content once it is whole.
    std::optional<std::string> take_frame(std::string_view& bytes, std::uint32_t kind,
                                          std::size_t content_bytes_max) {
        const auto take = [&](std::size_t wanted) {
            const auto missing = std::min(wanted - pending.size(), bytes.size());
            pending += bytes.substr(0, missing);
            bytes.remove_prefix(missing);
            return pending.size() == wanted;
        };
        if (pending.size() < frame_head_bytes && !take(frame_head_bytes))
            return std::nullopt;
        if (read_little_endian(pending) != kind)
            throw archive_error{now == part::beginning ? "this is no backup of the marketplace"
                                                       : "the backup is damaged at its end"};
        const auto size = read_little_endian(std::string_view{pending}.substr(4));
        if (size > content_bytes_max)
            throw archive_error{"the backup is damaged: a frame is too large"};
        if (!take(frame_head_bytes + size))
            return std::nullopt;
        return std::exchange(pending, {}).substr(frame_head_bytes);
    }

    void read_beginning(std::string_view& bytes) {
        const auto content = take_frame(bytes, about_frame, about_bytes_max);
        if (!content)
            return;
        about = backup_about::from_json(*content);
        sum.add(frame(about_frame, *content));
        now = part::text;
    }

    void read_text(std::string_view& bytes) {
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        std::size_t left = 1;
        bool more = true;
        while (left != 0 && more) {
            ZSTD_outBuffer to{buffer.data(), buffer.size(), 0};
            left = ZSTD_decompressStream(zstd.get(), &to, &in);
            check(left);
            if (to.pos > 0)
                sql({buffer.data(), to.pos});
            more = in.pos < in.size || to.pos == to.size;
        }
        sum.add(bytes.substr(0, in.pos));
        bytes.remove_prefix(in.pos);
        if (left == 0)
            now = part::checksum;
    }

    void read_checksum(std::string_view& bytes) {
        const auto content = take_frame(bytes, checksum_frame, checksum_bytes);
        if (!content)
            return;
        if (*content != sum.finish())
            throw archive_error{"the backup is damaged: its checksum is another one"};
        now = part::end;
    }
};

archive_reader::archive_reader(text_sink sql)
    : impl_{std::make_unique<impl>()} {
    impl_->sql = std::move(sql);
}

archive_reader::~archive_reader() = default;

void archive_reader::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        switch (impl_->now) {
        case impl::part::beginning:
            impl_->read_beginning(bytes);
            break;
        case impl::part::text:
            impl_->read_text(bytes);
            break;
        case impl::part::checksum:
            impl_->read_checksum(bytes);
            break;
        case impl::part::end:
            throw archive_error{"the backup is damaged: more bytes follow its end"};
        }
    }
}

void archive_reader::finish() {
    if (impl_->now == impl::part::end)
        return;
    throw archive_error{impl_->about ? "the backup is cut off"
                                     : "this is no backup of the marketplace"};
}

const backup_about* archive_reader::about() const {
    return impl_->about ? &*impl_->about : nullptr;
}

} // namespace app
