import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

/// Policies and their mappings (RFC 5280 sections 6.1.2 to 6.1.5).
@Suite struct PolicyTests {
    private static let any = CertificatePolicy.any.identifier
    private static let names = (1...3).map { ObjectIdentifier(1, 3, 6, 1, 4, 1, 99_999, UInt128($0)) }
    private let root: TestAuthority

    init() throws { self.root = try TestAuthority("Root") }

    private static func policies(_ names: ObjectIdentifier...) -> CertificateExtension {
        let entries = names.flatMap { DER.sequence($0.derRepresentation) }
        return CertificateExtension(
            .certificatePolicies,
            isCritical: false,
            value: DER.element(DERTag.sequence, entries)
        )
    }

    private static func mapping(_ from: ObjectIdentifier, _ to: ObjectIdentifier) -> CertificateExtension {
        CertificateExtension(
            .policyMappings,
            isCritical: false,
            value: DER.sequence(DER.sequence(from.derRepresentation, to.derRepresentation))
        )
    }

    private static let inhibitAny = CertificateExtension(
        .inhibitAnyPolicy,
        isCritical: true,
        value: DER.integer(0)
    )

    private func verdict(
        _ extensions: [[CertificateExtension]],
        wanting wanted: Set<CertificatePolicy> = [],
        isExplicit: Bool = true
    ) throws -> IdentityError.Code? {
        var authority = self.root
        var pool: [Certificate] = []
        for (index, some) in extensions.dropLast().enumerated() {
            authority = try authority.authority("CA \(index)", extensions: some)
            pool.append(authority.certificate)
        }
        let leaf = try authority.leaf("leaf", extensions: extensions.last ?? [])
        var policy = PathPolicy()
        policy.revocation = .whereKnown
        policy.requiresExplicitPolicy = isExplicit
        policy.acceptablePolicies = wanted
        let validator = try PathValidator(
            anchors: [self.root.certificate],
            intermediates: pool,
            policy: policy
        )
        return code { try validator.validate(leaf, at: CertificateWorld.noon) }
    }

    @Test func `a mapping does not pass an inhibited anyPolicy`() throws {
        let (p, q) = (Self.names[0], Self.names[1])
        let first = [Self.policies(Self.any), Self.inhibitAny]
        let second = [Self.policies(Self.any), Self.mapping(p, q)]
        #expect(try self.verdict([first, second, [Self.policies(q)]]) == .policy)
        // What is named passes.
        #expect(
            try self.verdict([first, [Self.policies(p), Self.mapping(p, q)], [Self.policies(q)]]) == nil
        )
    }

    @Test func `a mapping of anyPolicy is refused, whether or not policies are named`() throws {
        let p = Self.names[0]
        for mapping in [Self.mapping(Self.any, p), Self.mapping(p, Self.any)] {
            for isExplicit in [false, true] {
                let with = [Self.policies(Self.any), mapping]
                #expect(try self.verdict([with, [Self.policies(p)]], isExplicit: isExplicit) == .policy)
            }
            #expect(try self.verdict([[mapping], []], isExplicit: false) == .policy)
        }
    }

    @Test func `a policy that was mapped is asked for by its old name, and found by its new one`() throws {
        let (p, q) = (Self.names[0], Self.names[1])
        let mapped = [Self.policies(p), Self.mapping(p, q)]
        let (old, new) = (CertificatePolicy(p.description), CertificatePolicy(q.description))
        #expect(
            try self.verdict([mapped, [Self.policies(q)]], wanting: Set([old].compactMap(\.self))) == nil
        )
        #expect(
            try self.verdict([mapped, [Self.policies(q)]], wanting: Set([new].compactMap(\.self))) == .policy
        )
        #expect(try self.verdict([mapped, [Self.policies(p)]]) == .policy)
    }

    @Test(arguments: [1, 2, 3]) func `the graph gives what the tree of RFC 5280 gives`(_ seed: UInt64) throws
    {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            let steps = (0..<Int.random(in: 1...4, using: &random)).map { _ in Self.step(&random) }
            var policy = PathPolicy()
            policy.requiresExplicitPolicy = Int.random(in: 0..<4, using: &random) > 0
            policy.inhibitsPolicyMapping = Int.random(in: 0..<6, using: &random) == 0
            policy.inhibitsAnyPolicy = Int.random(in: 0..<6, using: &random) == 0
            let wanted = Self.names.filter { _ in Bool.random(using: &random) }
            policy.acceptablePolicies = Set(wanted.compactMap { CertificatePolicy($0.description) })
            let expected = PolicyTreeOracle().isValid(steps, policy)
            #expect(Self.isValid(steps, policy) == expected, "\(steps), wanted \(wanted)")
        }
    }

    private static func isValid(_ steps: [PolicyTreeOracle.Step], _ policy: PathPolicy) -> Bool {
        do throws(IdentityError) {
            var state = PolicyState(policy, count: steps.count)
            for step in steps { try state.take(step.extensions, isSelfIssued: step.isSelfIssued) }
            try state.finish(Set(policy.acceptablePolicies.map(\.identifier)))
            return true
        } catch {
            return false
        }
    }

    private static func step(_ random: inout SeededGenerator) -> PolicyTreeOracle.Step {
        func skip() -> UInt64? {
            Int.random(in: 0..<5, using: &random) == 0 ? UInt64.random(in: 0...2, using: &random) : nil
        }
        var step = PolicyTreeOracle.Step()
        if Int.random(in: 0..<12, using: &random) > 0 {
            step.extensions.policies = Set(
                (self.names + [self.any]).filter { _ in Int.random(in: 0..<5, using: &random) < 3 }
            )
        }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let targets = self.names + (Int.random(in: 0..<20, using: &random) == 0 ? [self.any] : [])
            let from = targets[Int.random(in: targets.indices, using: &random)]
            step.extensions.mappings[from, default: []].insert(
                targets[Int.random(in: targets.indices, using: &random)]
            )
        }
        step.extensions.requireExplicitPolicy = skip()
        step.extensions.inhibitPolicyMapping = skip()
        step.extensions.inhibitAnyPolicy = skip()
        step.isSelfIssued = Int.random(in: 0..<5, using: &random) == 0
        return step
    }
}
