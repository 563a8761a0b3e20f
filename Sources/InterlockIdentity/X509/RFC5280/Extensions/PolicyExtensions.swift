/// The extensions on certificate policies (RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14).
struct PolicyExtensions: Hashable, Sendable {
    /// The policies that it names; nil where the extension is not there.
    var policies: Set<ObjectIdentifier>?
    /// For each policy of the issuer's domain those of the subject's that count as the same.
    var mappings: [ObjectIdentifier: Set<ObjectIdentifier>] = [:]
    /// The number of certificates that may follow before an explicit policy is required.
    var requireExplicitPolicy: UInt64?
    /// The number of certificates that may follow before mappings are inhibited.
    var inhibitPolicyMapping: UInt64?
    /// The number of certificates that may follow before anyPolicy is inhibited.
    var inhibitAnyPolicy: UInt64?

    init() {}

    /// Reads the extensions of a certificate.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` or `limitExceeded`.
    init(of certificate: Certificate) throws(IdentityError) {
        let all = certificate.extensions
        self.policies = try all.read(.certificatePolicies, Self.readPolicies)
        self.mappings = try all.read(.policyMappings, Self.readMappings) ?? [:]
        let constraints = try all.read(.policyConstraints, Self.readConstraints)
        self.requireExplicitPolicy = constraints?.requireExplicitPolicy
        self.inhibitPolicyMapping = constraints?.inhibitPolicyMapping
        self.inhibitAnyPolicy = try all.read(.inhibitAnyPolicy, Self.readSkip)
    }

    private static func readPolicies(_ value: [UInt8]) throws(IdentityError) -> Set<ObjectIdentifier> {
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        var policies: Set<ObjectIdentifier> = []
        repeat {
            var entry = try content.read(DERTag.sequence)
            policies.insert(try entry.readObjectIdentifier())
        } while !content.isAtEnd
        return policies
    }

    private static func readMappings(
        _ value: [UInt8]
    ) throws(IdentityError) -> [ObjectIdentifier: Set<ObjectIdentifier>] {
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        var mappings: [ObjectIdentifier: Set<ObjectIdentifier>] = [:]
        repeat {
            var entry = try content.read(DERTag.sequence)
            let issuers = try entry.readObjectIdentifier()
            mappings[issuers, default: []].insert(try entry.readObjectIdentifier())
            try entry.finish()
        } while !content.isAtEnd
        return mappings
    }

    private static func readConstraints(
        _ value: [UInt8]
    ) throws(IdentityError) -> (requireExplicitPolicy: UInt64?, inhibitPolicyMapping: UInt64?) {
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        let skips = [DERTag.context(0), DERTag.context(1)]
        var read: [UInt64?] = []
        for tag in skips { read.append(content.nextTag == tag ? try content.readUnsigned(tag) : nil) }
        try content.finish()
        return (read[0], read[1])
    }

    private static func readSkip(_ value: [UInt8]) throws(IdentityError) -> UInt64 {
        var content = DERReader(value)
        let skip = try content.readUnsigned()
        try content.finish()
        return skip
    }
}
