#ifndef CGMP_SHIM_H
#define CGMP_SHIM_H

#include <gmp.h>

// gmp.h spells its API as object-like macros (`#define mpn_sec_mul __gmpn_sec_mul`), which Swift
// does not import. These give the few functions used their documented names back, with an `il_` prefix.
//
// The mpn_sec_* family executes the same instructions and touches the same addresses for any two
// operands of the same sizes (GMP manual, "Low-level functions for cryptography").

static inline mp_limb_t il_mpn_sec_add_1(mp_ptr r, mp_srcptr a, mp_size_t n, mp_limb_t b, mp_ptr scratch) {
    return mpn_sec_add_1(r, a, n, b, scratch);
}
static inline mp_size_t il_mpn_sec_add_1_itch(mp_size_t n) { return mpn_sec_add_1_itch(n); }

static inline void il_mpn_sec_mul(mp_ptr r, mp_srcptr a, mp_size_t an, mp_srcptr b, mp_size_t bn, mp_ptr scratch) {
    mpn_sec_mul(r, a, an, b, bn, scratch);
}
static inline mp_size_t il_mpn_sec_mul_itch(mp_size_t an, mp_size_t bn) { return mpn_sec_mul_itch(an, bn); }

static inline void il_mpn_sec_div_r(mp_ptr n, mp_size_t nn, mp_srcptr d, mp_size_t dn, mp_ptr scratch) {
    mpn_sec_div_r(n, nn, d, dn, scratch);
}
static inline mp_size_t il_mpn_sec_div_r_itch(mp_size_t nn, mp_size_t dn) { return mpn_sec_div_r_itch(nn, dn); }

static inline int il_mpn_sec_invert(mp_ptr r, mp_ptr a, mp_srcptr m, mp_size_t n, mp_bitcnt_t bits, mp_ptr scratch) {
    return mpn_sec_invert(r, a, m, n, bits, scratch);
}
static inline mp_size_t il_mpn_sec_invert_itch(mp_size_t n) { return mpn_sec_invert_itch(n); }

// Branch-free by their assembly, like the kernels that mpn_sec_* is built of.
static inline mp_limb_t il_mpn_add_n(mp_ptr r, mp_srcptr a, mp_srcptr b, mp_size_t n) { return mpn_add_n(r, a, b, n); }
static inline mp_limb_t il_mpn_sub_n(mp_ptr r, mp_srcptr a, mp_srcptr b, mp_size_t n) { return mpn_sub_n(r, a, b, n); }

#endif
