#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

// Hide everything OpenSSL 3.0 deprecates (EC_KEY_*, SHA256_Init, ...), so that Swift code
// cannot reach it by accident: using one is a compile error, not a warning.
#define OPENSSL_API_COMPAT 30000
#define OPENSSL_NO_DEPRECATED 1

#include <malloc.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// Macros and variadic functions do not cross into Swift; each one that is needed gets a
// typed inline function here, named after the macro with an `il_` prefix.
static inline EVP_PKEY *il_EVP_EC_gen(const char *curve) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve); }
static inline int il_EVP_PKEY_PUBLIC_KEY(void) { return EVP_PKEY_PUBLIC_KEY; }
static inline int il_EVP_PKEY_KEYPAIR(void) { return EVP_PKEY_KEYPAIR; }
static inline int il_BIO_get_mem_data(BIO *bio, char **data) { return (int)BIO_get_mem_data(bio, data); }
static inline void il_OPENSSL_free(void *p) { OPENSSL_free(p); }
static inline const char *il_OPENSSL_VERSION_TEXT(void) { return OpenSSL_version(OPENSSL_VERSION); }

// Gives freed memory back to the system, so that a benchmark counts what is held and nothing else.
static inline void il_malloc_trim(void) { malloc_trim(0); }

// X.509 stacks: the typed STACK_OF functions are macros.
static inline STACK_OF(X509) *il_sk_X509_new(void) { return sk_X509_new_null(); }
static inline int il_sk_X509_push(STACK_OF(X509) *stack, X509 *x) { return sk_X509_push(stack, x); }
static inline int il_sk_X509_num(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }
static inline X509 *il_sk_X509_value(const STACK_OF(X509) *stack, int i) { return sk_X509_value(stack, i); }
static inline void il_sk_X509_free(STACK_OF(X509) *stack) { sk_X509_free(stack); }
static inline void il_sk_X509_pop_free(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }

#endif
