#include "engine/app/page_assets.h"

// SPRUE_BUNDLE: folder of the files; read by the assembler.
asm(".section .rodata\n"
    "sprue_report_script: .incbin \"" SPRUE_BUNDLE "/report.js\"\n"
    "sprue_report_script_end:\n"
    "sprue_report_hash: .incbin \"" SPRUE_BUNDLE "/report.sha256\"\n"
    "sprue_report_hash_end:\n"
    ".previous\n");

extern "C" {
extern const char sprue_report_script[], sprue_report_script_end[], sprue_report_hash[], sprue_report_hash_end[];
}

namespace sprue {

std::string_view report_script() { return {sprue_report_script, sprue_report_script_end}; }
std::string_view report_script_hash() { return {sprue_report_hash, sprue_report_hash_end}; }

}  // namespace sprue
