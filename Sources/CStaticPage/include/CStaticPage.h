#pragma once

#include <stddef.h>

/// The page that is compiled into the binary: what is in `static/`, xterm.js, and the notices of licences.

/// One file of the page. All pointers stay valid, and what they point to the same, until the process ends.
struct static_file {
    /// Relative to the page, without a leading slash: `index.html`, `vendor/xterm.js`. NUL-terminated.
    const char *_Nonnull path;
    /// The value of `Content-Type`. NUL-terminated.
    const char *_Nonnull content_type;
    /// The value of `ETag` for `data`, quotes included, from its SHA-256. For the gzip form the same with `W/` in
    /// front says that the two are equal in meaning but not in bytes. NUL-terminated.
    const char *_Nonnull etag;
    /// The content, `size` bytes.
    const unsigned char *_Nonnull data;
    size_t size;
    /// The content in gzip form, `gzip_size` bytes; NULL and 0 where that is not smaller.
    const unsigned char *_Nullable gzip;
    size_t gzip_size;
};

/// The version of all files together, in letters and digits: another one when any of them is another. NUL-terminated.
const char *_Nonnull static_page_version(void);

/// How many files there are.
size_t static_file_count(void);

/// The file at `index`, in the order of their paths; NULL from `static_file_count()` on.
const struct static_file *_Nullable static_file_at(size_t index);
