#include "CStaticPage.h"

// #embed is of C23; clang has it in the older languages too, and says so each time.
#pragma clang diagnostic ignored "-Wc23-extensions"

// Relative to this file: the generated table, which embeds what lies beside it.
#if __has_include("../../.build/page/embedded.inc")
#include "../../.build/page/embedded.inc"
#else
#error "the page is not there to be embedded: run make page"
// So that the line above is the only error.
static const char page_version[] = "";
static const struct static_file files[1];
#endif

const char *static_page_version(void) {
    return page_version;
}

size_t static_file_count(void) {
    return sizeof files / sizeof files[0];
}

const struct static_file *static_file_at(size_t index) {
    return index < static_file_count() ? &files[index] : NULL;
}
