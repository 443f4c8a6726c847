/*
 * dxg_dispatch.c: which implementation the kernels use. The CPU is asked once; everything else reads the answer.
 * Compiled without -m flags, as it must run on every CPU.
 */
#include "dxg_impl.h"

#include <stdatomic.h>

#if DXG_X86
#include <cpuid.h>

/* CPUID leaf 1, ECX. */
#define LEAF1_POPCNT (1u << 23)
#define LEAF1_OSXSAVE (1u << 27)
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

static int best_implementation(void) {
    const uint32_t avx2 = LEAF7_BMI1 | LEAF7_AVX2 | LEAF7_BMI2;
    const uint32_t avx512 = LEAF7_AVX512F | LEAF7_AVX512BW | LEAF7_AVX512VL;
    const uint32_t leaf1 = LEAF1_POPCNT | LEAF1_OSXSAVE;
    uint32_t a;
    uint32_t b;
    uint32_t c;
    uint32_t d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & leaf1) != leaf1)
        return DXG_IMPL_PORTABLE;
    const uint32_t saved = saved_registers();
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & avx2) != avx2 || (saved & XCR0_YMM) != XCR0_YMM)
        return DXG_IMPL_PORTABLE;
    return (b & avx512) == avx512 && (saved & XCR0_ZMM) == XCR0_ZMM ? DXG_IMPL_AVX512 : DXG_IMPL_AVX2;
}

static int find_vbmi2(void) {
    uint32_t a;
    uint32_t b;
    uint32_t c;
    uint32_t d;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (c & LEAF7_VBMI2) != 0;
}
#else
static int best_implementation(void) { return DXG_IMPL_PORTABLE; }
static int find_vbmi2(void) { return 0; }
#endif

/* -1 until somebody asks. Two threads that ask at once store the same answer. */
static _Atomic int current = -1;
static _Atomic int vbmi2 = -1;

int dxg_impl_current(void) {
    int impl = atomic_load_explicit(&current, memory_order_relaxed);
    if (impl < 0) {
        impl = best_implementation();
        atomic_store_explicit(&current, impl, memory_order_relaxed);
    }
    return impl;
}

int dxg_cpu_has_vbmi2(void) {
    int has = atomic_load_explicit(&vbmi2, memory_order_relaxed);
    if (has < 0) {
        has = find_vbmi2();
        atomic_store_explicit(&vbmi2, has, memory_order_relaxed);
    }
    return has;
}

uint32_t dxg_abi_version(void) { return DXG_ABI_VERSION; }

int32_t dxg_impl_select(int32_t impl) {
    const int best = best_implementation();
    if (impl < -1 || impl > DXG_IMPL_AVX512)
        return DXG_E_ARGUMENT;
    if (impl > best)
        return DXG_E_UNSUPPORTED;
    const int chosen = impl < 0 ? best : impl;
    atomic_store_explicit(&current, chosen, memory_order_relaxed);
    return chosen;
}
