/// The state of policy processing along a path (RFC 5280 sections 6.1.2 to 6.1.5).
struct PolicyState {
    private let count: Int
    /// nil stands for the NULL tree.
    private var graph: PolicyGraph? = PolicyGraph()
    private var explicitPolicy: UInt64
    private var policyMapping: UInt64
    private var inhibitAnyPolicy: UInt64
    private var place = 0

    /// Begins at the anchor (section 6.1.2).
    ///
    /// - Parameters:
    ///   - policy: The inputs of section 6.1.1.
    ///   - count: The certificates of the path without the anchor's, n.
    init(_ policy: PathPolicy, count: Int) {
        let none = UInt64(count) + 1
        self.count = count
        self.explicitPolicy = policy.requiresExplicitPolicy ? 0 : none
        self.policyMapping = policy.inhibitsPolicyMapping ? 0 : none
        self.inhibitAnyPolicy = policy.inhibitsAnyPolicy ? 0 : none
    }

    /// Takes the next certificate, from the anchor downwards.
    ///
    /// - Throws: `IdentityError` with code `policy`, without the certificate's name.
    mutating func take(_ extensions: PolicyExtensions, isSelfIssued: Bool) throws(IdentityError) {
        self.place += 1
        let isLast = self.place == self.count
        // Section 6.1.3 (d) and (e).
        if let policies = extensions.policies {
            self.graph?.append(policies, allowsAny: self.inhibitAnyPolicy > 0 || !isLast && isSelfIssued)
        } else {
            self.graph = nil
        }
        try self.checkGraph()
        if isLast {
            self.wrapUp(extensions)
        } else {
            try self.map(extensions)
            self.count(extensions, isSelfIssued: isSelfIssued)
        }
    }

    /// Section 6.1.3 (f).
    private mutating func checkGraph() throws(IdentityError) {
        if self.graph?.isEmpty == true { self.graph = nil }
        guard self.explicitPolicy > 0 || self.graph != nil else {
            throw IdentityError(.policy, "an explicit policy is required, and no policy is left")
        }
    }

    /// Section 6.1.4 (a) and (b).
    private mutating func map(_ extensions: PolicyExtensions) throws(IdentityError) {
        let any = CertificatePolicy.any.identifier
        for (issuers, subjects) in extensions.mappings where issuers == any || subjects.contains(any) {
            throw IdentityError(.policy, "a policy mapping from or to anyPolicy (RFC 5280 section 6.1.4 (a))")
        }
        if self.policyMapping > 0 {
            self.graph?.map(extensions.mappings)
        } else {
            self.graph?.remove(mapped: extensions.mappings)
            if self.graph?.isEmpty == true { self.graph = nil }
        }
    }

    /// Section 6.1.4 (h) to (j).
    private mutating func count(_ extensions: PolicyExtensions, isSelfIssued: Bool) {
        let step: UInt64 = isSelfIssued ? 0 : 1
        func next(_ counter: UInt64, _ limit: UInt64?) -> UInt64 {
            min(counter - min(counter, step), limit ?? .max)
        }
        self.explicitPolicy = next(self.explicitPolicy, extensions.requireExplicitPolicy)
        self.policyMapping = next(self.policyMapping, extensions.inhibitPolicyMapping)
        self.inhibitAnyPolicy = next(self.inhibitAnyPolicy, extensions.inhibitAnyPolicy)
    }

    /// Section 6.1.5 (a) and (b).
    private mutating func wrapUp(_ extensions: PolicyExtensions) {
        if self.explicitPolicy > 0 { self.explicitPolicy -= 1 }
        if extensions.requireExplicitPolicy == 0 { self.explicitPolicy = 0 }
    }

    /// Section 6.1.5 (g) and its last paragraph.
    ///
    /// - Throws: `IdentityError` with code `policy` where an explicit policy is required, and none of those wanted is left.
    func finish(_ wanted: Set<ObjectIdentifier>) throws(IdentityError) {
        guard self.explicitPolicy > 0 || self.graph?.isAcceptable(wanted) == true else {
            throw IdentityError(
                .policy,
                "an explicit policy is required, and none that is acceptable is left"
            )
        }
    }
}
