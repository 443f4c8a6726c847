/* dxg_scan.c: the public scan function: checks its arguments and hands over to the kernel in use. */
#include "dxg_impl.h"

int32_t dxg_scan(const uint8_t *in, uint32_t in_len, uint32_t *marks, uint32_t marks_cap, uint32_t *lines,
                 uint32_t lines_cap, uint32_t *counts) {
    if (in_len > DXG_LENGTH_MAX)
        return DXG_E_ARGUMENT;
#if DXG_X86
    const int impl = dxg_impl_current();
    if (impl == DXG_IMPL_AVX512 && dxg_cpu_has_vbmi2())
        return dxg_scan_avx512(in, in_len, marks, marks_cap, lines, lines_cap, counts);
    if (impl >= DXG_IMPL_AVX2)
        return dxg_scan_avx2(in, in_len, marks, marks_cap, lines, lines_cap, counts);
#endif
    return dxg_scan_portable(in, in_len, marks, marks_cap, lines, lines_cap, counts);
}
