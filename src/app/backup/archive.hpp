#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace app {

/// What a backup says about itself, at its beginning.
struct backup_about {
    std::string program_version;
    std::string created_at; ///< RFC 3339
    std::string database;
    std::string owner;    ///< the role that owns the tables
    std::string versions; ///< V files that the schema had, with spaces between

    std::string to_json() const;
    /// Throws archive_error.
    static backup_about from_json(std::string_view text);
};

/// The bytes are no backup, or not one that is whole.
class archive_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Writes a backup: a zstd stream, which `zstd -d` turns into the SQL as well, between two frames
/// that zstd skips: what it is about, and the SHA-256 of all before.
class archive_writer {
public:
    using byte_sink = std::function<void(std::string_view)>;

    /// `out` gets the bytes in order; what it throws is let through.
    archive_writer(const backup_about& about, byte_sink out);
    ~archive_writer();

    void write(std::string_view sql);
    /// The end: without it the archive is not whole.
    void finish();

    std::uint64_t bytes_out() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// Reads a backup from pieces of any size.
class archive_reader {
public:
    using text_sink = std::function<void(std::string_view)>;

    /// `sql` gets the text as it is unpacked, before the checksum was seen: what is done with it
    /// must be undone when `feed` or `finish` throws.
    explicit archive_reader(text_sink sql);
    ~archive_reader();

    /// Throws archive_error.
    void feed(std::string_view bytes);
    /// No more bytes come. Throws archive_error unless all was there and the checksum is right.
    void finish();

    /// Nothing before the beginning was read.
    const backup_about* about() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace app
