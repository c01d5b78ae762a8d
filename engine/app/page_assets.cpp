#include "engine/app/page_assets.h"

// SPRUE_VIEWER: folder of the files; read by the assembler.
#define SPRUE_FILE(name, path) \
  "sprue_" name "_begin: .incbin \"" SPRUE_VIEWER "/" path "\"\nsprue_" name "_end:\n"

asm(".section .rodata\n"                                        //
    SPRUE_FILE("report_script", "bundle/report.js")             //
    SPRUE_FILE("report_script_hash", "bundle/report.sha256")    //
    SPRUE_FILE("live_page", "live.html")                        //
    SPRUE_FILE("live_script", "live.js") ".previous\n");

#define SPRUE_TEXT(name)                                              \
  extern "C" const char sprue_##name##_begin[], sprue_##name##_end[]; \
  std::string_view sprue::name() { return {sprue_##name##_begin, sprue_##name##_end}; }

SPRUE_TEXT(report_script)
SPRUE_TEXT(report_script_hash)
SPRUE_TEXT(live_page)
SPRUE_TEXT(live_script)
