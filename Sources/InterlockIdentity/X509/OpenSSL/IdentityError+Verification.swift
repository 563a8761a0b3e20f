internal import COpenSSL

extension IdentityError.Code {
    /// What an `X509_V_ERR_…` of OpenSSL's path validation means.
    init(verification number: Int32) { self = Self.verification[number] ?? .invalidCertificate }

    private static let verification: [Int32: IdentityError.Code] = {
        let kinds: [(IdentityError.Code, [Int32])] = [
            (.expired, [X509_V_ERR_CERT_HAS_EXPIRED]),
            (.notYetValid, [X509_V_ERR_CERT_NOT_YET_VALID]),
            (
                .badSignature,
                [X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE]
            ),
            (
                .unknownIssuer,
                [
                    X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                    X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                    X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_SUBJECT_ISSUER_MISMATCH,
                    X509_V_ERR_AKID_SKID_MISMATCH, X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH,
                ]
            ),
            (.unknownCriticalExtension, [X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION]),
            (
                .nameConstraint,
                [
                    X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION,
                    X509_V_ERR_SUBTREE_MINMAX, X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE,
                    X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, X509_V_ERR_UNSUPPORTED_NAME_SYNTAX,
                ]
            ),
            (.pathLength, [X509_V_ERR_PATH_LENGTH_EXCEEDED]),
            (.keyUsage, [X509_V_ERR_KEYUSAGE_NO_CERTSIGN, X509_V_ERR_INVALID_PURPOSE]),
            (.policy, [X509_V_ERR_NO_EXPLICIT_POLICY, X509_V_ERR_INVALID_POLICY_EXTENSION]),
            (
                .weakAlgorithm,
                [X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK]
            ),
            (.limitExceeded, [X509_V_ERR_CERT_CHAIN_TOO_LONG]),
            (
                .cryptoFailure,
                [
                    X509_V_ERR_OUT_OF_MEM, X509_V_ERR_UNSPECIFIED, X509_V_ERR_INVALID_CALL,
                    X509_V_ERR_STORE_LOOKUP,
                ]
            ),
        ]
        return Dictionary(
            kinds.flatMap { code, numbers in numbers.map { ($0, code) } },
            uniquingKeysWith: { first, _ in first }
        )
    }()
}
