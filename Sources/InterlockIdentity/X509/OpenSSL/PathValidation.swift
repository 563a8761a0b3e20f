internal import COpenSSL
internal import InterlockCrypto

/// Has OpenSSL validate one path, certificate by certificate: signatures, extensions, names, policies and strength
/// (RFC 5280 section 6.1).
struct PathValidation: Sendable {
    let policy: PathPolicy

    /// Says that OpenSSL finds `path`, and no other, in its certificates, and finds it valid at `time`.
    ///
    /// The last is the anchor, and it is trusted as it stands. Where a leaf has no DNS name, a common name with dots that
    /// could be one is held against name constraints too, as `openssl verify` does it. Times are the business of ``ValidityRule``.
    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) {
        let untrusted = try CertificateStack(Array(path.certificates.dropFirst().dropLast()))
        let trusted = try CertificateStack([path.last])
        guard let context = unsafe X509_STORE_CTX_new() else { throw .openSSL("X509_STORE_CTX_new") }
        defer {
            unsafe X509_STORE_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe X509_STORE_CTX_init(context, nil, path.leaf.handle.raw, untrusted.raw) == 1 else {
            throw .openSSL("X509_STORE_CTX_init")
        }
        unsafe X509_STORE_CTX_set0_trusted_stack(context, trusted.raw)
        try unsafe self.configure(context, time: time)
        guard unsafe X509_verify_cert(context) == 1 else {
            throw unsafe Self.failure(context, path: path, at: time)
        }
        guard unsafe Self.chain(of: context, is: path) else {
            throw IdentityError(
                .unknownIssuer,
                "\(path.leaf) leads to \(path.last) by another path than this one"
            )
        }
    }

    private func configure(_ context: OpaquePointer, time: Timestamp) throws(IdentityError) {
        unsafe X509_STORE_CTX_set_time(context, 0, Int(time.secondsSinceEpoch))
        // OpenSSL counts a certificate's last second as expired; RFC 5280 section 4.1.2.5 does not.
        unsafe X509_STORE_CTX_set_verify_cb(context) { ok, context in
            unsafe X509_STORE_CTX_get_error(context) == X509_V_ERR_CERT_HAS_EXPIRED ? 1 : ok
        }
        let parameters = unsafe X509_STORE_CTX_get0_param(context)
        unsafe X509_VERIFY_PARAM_set_flags(parameters, self.flags)
        // The path is given: OpenSSL must not prefer the anchor where both have the name that it looks for.
        unsafe X509_VERIFY_PARAM_clear_flags(parameters, UInt(X509_V_FLAG_TRUSTED_FIRST))
        unsafe X509_VERIFY_PARAM_set_depth(parameters, Int32(PathSearch.lengthLimit))
        unsafe X509_VERIFY_PARAM_set_auth_level(parameters, self.policy.strength.rawValue)
        // Without any, OpenSSL finds no policy acceptable where one must be.
        let acceptable = self.policy.acceptablePolicies
        for policy in acceptable.isEmpty ? [.any] : acceptable {
            let object = unsafe OBJ_txt2obj(policy.identifier.description, 1)
            guard unsafe X509_VERIFY_PARAM_add0_policy(parameters, object) == 1 else {
                unsafe ASN1_OBJECT_free(object)
                throw .openSSL("X509_VERIFY_PARAM_add0_policy")
            }
        }
    }

    private var flags: UInt {
        var flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_POLICY_CHECK
        if self.policy.conformance == .profile { flags |= X509_V_FLAG_X509_STRICT }
        if self.policy.requiresExplicitPolicy { flags |= X509_V_FLAG_EXPLICIT_POLICY }
        if self.policy.inhibitsPolicyMapping { flags |= X509_V_FLAG_INHIBIT_MAP }
        if self.policy.inhibitsAnyPolicy { flags |= X509_V_FLAG_INHIBIT_ANY }
        return UInt(flags)
    }

    private static func chain(of context: OpaquePointer, is path: CertificatePath) -> Bool {
        let chain = unsafe X509_STORE_CTX_get0_chain(context)
        guard unsafe Int(il_sk_X509_num(chain)) == path.certificates.count else { return false }
        return path.certificates.indices.allSatisfy { index in
            let found = unsafe il_sk_X509_value(chain, Int32(index))
            return unsafe X509_cmp(found, path.certificates[index].handle.raw) == 0
        }
    }

    private static func failure(
        _ context: OpaquePointer,
        path: CertificatePath,
        at time: Timestamp
    ) -> IdentityError {
        let number = unsafe X509_STORE_CTX_get_error(context)
        let depth = unsafe Int(X509_STORE_CTX_get_error_depth(context))
        let culprit = path.certificates.indices.contains(depth) ? path.certificates[depth] : path.leaf
        let text = unsafe String(cString: X509_verify_cert_error_string(Int(number)))
        return IdentityError(.init(verification: number), "\(culprit) at \(time): \(text)")
    }
}
