internal import COpenSSL
internal import InterlockCrypto

/// Builds the path from a leaf to an anchor and has OpenSSL validate it (RFC 5280 section 6.1).
///
/// The store of anchors is made once; OpenSSL locks it inside, and every call has a context of its own.
@safe
final class PathBuilder: @unchecked Sendable {
    private let store: OpaquePointer
    private let anchors: [Certificate]
    private let intermediates: [Certificate]
    private let known: [UInt: Certificate]

    /// Intermediates between leaf and anchor: Web PKI paths have one or two.
    static let depthLimit: Int32 = 8
    /// Certificates that a sender may present beside its own.
    static let presentedLimit = 16
    /// Anchors and intermediates that one verifier may hold.
    static let knownLimit = 4_096

    init(anchors: [Certificate], intermediates: [Certificate]) throws(IdentityError) {
        guard !anchors.isEmpty, anchors.count + intermediates.count <= Self.knownLimit else {
            throw IdentityError(
                .limitExceeded,
                "a verifier has 1 to \(Self.knownLimit) anchors and intermediates"
            )
        }
        for anchor in anchors where !anchor.isSelfIssued || !anchor.isAuthority {
            throw IdentityError(.invalidCertificate, "\(anchor) is no root: it cannot be a trust anchor")
        }
        guard let store = unsafe X509_STORE_new() else { throw .openSSL("X509_STORE_new") }
        unsafe self.store = store
        self.anchors = anchors
        self.intermediates = intermediates
        self.known = Dictionary(
            (anchors + intermediates).map { ($0.handle.address, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        try self.configure()
    }

    deinit { unsafe X509_STORE_free(self.store) }

    private func configure() throws(IdentityError) {
        for anchor in self.anchors {
            guard unsafe X509_STORE_add_cert(self.store, anchor.handle.raw) == 1 else {
                throw .openSSL("X509_STORE_add_cert")
            }
        }
        // OpenSSL counts a certificate's last second as expired; RFC 5280 section 4.1.2.5 does not. It still prefers
        // candidates that are valid at the time, and ValidityRule has the last word on each of them.
        unsafe X509_STORE_set_verify_cb(self.store) { ok, context in
            unsafe X509_STORE_CTX_get_error(context) == X509_V_ERR_CERT_HAS_EXPIRED ? 1 : ok
        }
        let parameters = unsafe X509_STORE_get0_param(self.store)
        // Partial chains stay off: a path ends at a root. Revocation is judged by RevocationRule.
        unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_X509_STRICT))
        unsafe X509_VERIFY_PARAM_set_depth(parameters, Self.depthLimit)
        // Level 2: 112 bits, the least that NIST SP 800-57 part 1 allows; RSA below 2048 and SHA-1 are refused.
        unsafe X509_VERIFY_PARAM_set_auth_level(parameters, 2)
    }

    /// The path, validated at `time`.
    func path(
        from leaf: Certificate,
        presented: [Certificate],
        at time: Timestamp
    ) throws(IdentityError) -> CertificatePath {
        guard presented.count <= Self.presentedLimit else {
            throw IdentityError(
                .limitExceeded,
                "\(presented.count) certificates presented; \(Self.presentedLimit) are enough"
            )
        }
        let stack = try CertificateStack(self.intermediates + presented)
        guard let context = unsafe X509_STORE_CTX_new() else { throw .openSSL("X509_STORE_CTX_new") }
        defer {
            unsafe X509_STORE_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe X509_STORE_CTX_init(context, self.store, leaf.handle.raw, stack.raw) == 1 else {
            throw .openSSL("X509_STORE_CTX_init")
        }
        unsafe X509_STORE_CTX_set_time(context, 0, Int(time.secondsSinceEpoch))
        guard unsafe X509_verify_cert(context) == 1 else {
            throw unsafe self.failure(context, leaf: leaf, presented: presented, at: time)
        }
        return try unsafe self.path(context, leaf: leaf, presented: presented)
    }

    private func path(
        _ context: OpaquePointer,
        leaf: Certificate,
        presented: [Certificate]
    ) throws(IdentityError) -> CertificatePath {
        let chain = unsafe X509_STORE_CTX_get0_chain(context)
        var issuers: [Certificate] = []
        let count = unsafe il_sk_X509_num(chain)
        for index in 1..<max(1, count) {
            let raw = unsafe UInt(bitPattern: il_sk_X509_value(chain, index))
            let found = self.certificate(raw, among: presented)
            guard let found else {
                throw IdentityError(.cryptoFailure, "OpenSSL's path has a stranger in it")
            }
            issuers.append(found)
        }
        return CertificatePath(leaf: leaf, issuers: issuers)
    }

    /// The certificate that OpenSSL has at an address.
    private func certificate(_ address: UInt, among presented: [Certificate]) -> Certificate? {
        self.known[address] ?? presented.first { $0.handle.address == address }
    }

    private func failure(
        _ context: OpaquePointer,
        leaf: Certificate,
        presented: [Certificate],
        at time: Timestamp
    ) -> IdentityError {
        let number = unsafe X509_STORE_CTX_get_error(context)
        let text = unsafe String(cString: X509_verify_cert_error_string(Int(number)))
        let raw = unsafe UInt(bitPattern: X509_STORE_CTX_get_current_cert(context))
        let culprit =
            self.known[raw] ?? presented.first { unsafe UInt(bitPattern: $0.handle.raw) == raw } ?? leaf
        let code = IdentityError.Code(verification: number)
        let candidates = presented + self.intermediates + self.anchors
        if code == .unknownIssuer, let usurper = candidates.first(where: { $0.claimsToIssue(culprit) }) {
            return IdentityError(.invalidCertificate, "\(usurper) is no authority, but issued \(culprit)")
        }
        return IdentityError(code, "\(culprit) at \(time): \(text)")
    }
}

extension Certificate {
    /// Whether names and key identifiers say that this issued `other`, though it is no authority.
    fileprivate func claimsToIssue(_ other: Certificate) -> Bool {
        let mayIssue = self.isAuthority && self.keyUsage?.contains(.keyCertSign) ?? true
        guard !mayIssue, self.subjectName == other.issuerName else { return false }
        return self.subjectKeyIdentifier == other.authorityKeyIdentifier
    }
}
