/*
 * dxg_dispatch.c: which implementation the kernels use. The CPU is asked once; everything else reads the answer.
 * Compiled without -m flags, as it must run on every CPU.
 */
#include "dxg_impl.h"

#include <stdatomic.h>

/* Beside the number of an implementation: the CPU has AVX512_VBMI2. */
#define HAS_VBMI2 0x100

#if DXG_X86
#include <cpuid.h>

/* CPUID leaf 1, ECX. */
#define LEAF1_POPCNT (1u << 23)
#define LEAF1_OSXSAVE (1u << 27)
#define LEAF1_AVX (1u << 28)
/* CPUID leaf 7, EBX. */
#define LEAF7_BMI1 (1u << 3)
#define LEAF7_AVX2 (1u << 5)
#define LEAF7_BMI2 (1u << 8)
#define LEAF7_AVX512F (1u << 16)
#define LEAF7_AVX512BW (1u << 30)
#define LEAF7_AVX512VL (1u << 31)
/* CPUID leaf 7, ECX. */
#define LEAF7_VBMI2 (1u << 6)
/* XCR0: the registers that the operating system saves: XMM and YMM; opmask and both halves of ZMM. */
#define XCR0_YMM 0x06u
#define XCR0_ZMM 0xe6u

static uint32_t saved_registers(void) {
    uint32_t low;
    uint32_t high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

/*
 * CPUID is slow in a virtual machine (some microseconds each), so only the two leaves that matter are asked for. That
 * leaf 7 exists need not be: Bun itself needs SSE4.2, and every CPU that has it knows leaf 7 or answers with zeros.
 */
static int find_features(void) {
    const uint32_t avx2 = LEAF7_BMI1 | LEAF7_AVX2 | LEAF7_BMI2;
    const uint32_t avx512 = LEAF7_AVX512F | LEAF7_AVX512BW | LEAF7_AVX512VL;
    const uint32_t leaf1 = LEAF1_POPCNT | LEAF1_OSXSAVE | LEAF1_AVX;
    uint32_t a;
    uint32_t b;
    uint32_t c;
    uint32_t d;
    __cpuid(1, a, b, c, d);
    if ((c & leaf1) != leaf1)
        return DXG_IMPL_PORTABLE;
    const uint32_t saved = saved_registers();
    __cpuid_count(7, 0, a, b, c, d);
    if ((b & avx2) != avx2 || (saved & XCR0_YMM) != XCR0_YMM)
        return DXG_IMPL_PORTABLE;
    if ((b & avx512) != avx512 || (saved & XCR0_ZMM) != XCR0_ZMM)
        return DXG_IMPL_AVX2;
    return DXG_IMPL_AVX512 | ((c & LEAF7_VBMI2) != 0 ? HAS_VBMI2 : 0);
}
#else
static int find_features(void) { return DXG_IMPL_PORTABLE; }
#endif

/* The best implementation and what goes with it; -1 until somebody asks. Two threads that ask at once find the same. */
static _Atomic int known = -1;
/* What dxg_impl_select chose; -1 for the best one. */
static _Atomic int chosen = -1;

static int features(void) {
    int found = atomic_load_explicit(&known, memory_order_relaxed);
    if (found < 0) {
        found = find_features();
        atomic_store_explicit(&known, found, memory_order_relaxed);
    }
    return found;
}

int dxg_impl_current(void) {
    const int impl = atomic_load_explicit(&chosen, memory_order_relaxed);
    return impl < 0 ? features() & ~HAS_VBMI2 : impl;
}

int dxg_cpu_has_vbmi2(void) { return (features() & HAS_VBMI2) != 0; }

uint32_t dxg_abi_version(void) { return DXG_ABI_VERSION; }

int32_t dxg_impl_select(int32_t impl) {
    if (impl < -1 || impl > DXG_IMPL_AVX512)
        return DXG_E_ARGUMENT;
    if (impl > (features() & ~HAS_VBMI2))
        return DXG_E_UNSUPPORTED;
    atomic_store_explicit(&chosen, impl, memory_order_relaxed);
    return dxg_impl_current();
}
