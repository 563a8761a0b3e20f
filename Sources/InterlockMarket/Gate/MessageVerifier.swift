public import InterlockAccess
public import InterlockCrypto
public import InterlockIdentity
internal import Synchronization

/// Checks a message's signature, signer and permission; the part of the gate that gate, peers and audit share.
///
/// A pure function of the message, the moment, and what the verifier was made with; what it remembers of
/// certificates saves time and changes no verdict.
public final class MessageVerifier: Sendable {
    /// What the market demands.
    public let rules: MarketRules
    /// The certificates that messages may name.
    public let directory: CertificateDirectory
    private let policies: PolicySet
    private let authorizer: Authorizer
    private let resource: Entity
    private let trust: Mutex<Trust>

    private struct Trust {
        var chains: ChainVerifier
        /// How often the chains have been replaced.
        var generation: UInt64 = 0
        var signers: [Digest: Signer] = [:]
        var signatures: Set<Digest> = []
    }

    /// How many signers, and how many good signatures, are remembered: 65,536 of each, about 100 MB and 4 MB.
    ///
    /// Beyond it all are forgotten, and verified anew when they are next seen.
    private static let memory = 1 << 16

    /// Takes what verdicts are made of.
    public init(
        rules: MarketRules,
        policies: PolicySet,
        chains: ChainVerifier,
        directory: CertificateDirectory
    ) {
        self.rules = rules
        self.policies = policies
        self.authorizer = Authorizer(policies)
        self.directory = directory
        self.resource = MarketPolicy.resource(rules)
        self.trust = Mutex(Trust(chains: chains))
    }

    /// Takes new anchors or revocation lists in place of the old.
    public func update(_ chains: ChainVerifier) {
        self.trust.withLock { $0 = Trust(chains: chains, generation: $0.generation + 1) }
    }

    /// The order that `bytes` are, if everything about it is in order at `moment`.
    ///
    /// Checks, in this sequence: form, chain, revocation, signature, identity, the market's rules, policies.
    public func verify<Body: Order>(
        _ bytes: [UInt8],
        as type: Body.Type = Body.self,
        at moment: Timestamp
    ) throws(Refusal) -> Verified<Body> {
        try self.verify(bytes, as: type, at: moment) { _ in moment }
    }

    /// As ``verify(_:as:at:)``, for an order that the market may have received before the moment of this verdict.
    package func verify<Body: Order>(
        _ bytes: [UInt8],
        as type: Body.Type = Body.self,
        at moment: Timestamp,
        receivedAt: (OrderID) -> Timestamp
    ) throws(Refusal) -> Verified<Body> {
        let (message, signer) = try self.open(bytes, kind: Body.kind, at: moment)
        let order: Body
        do {
            order = try Body(payload: message.payload)
        } catch {
            throw Refusal(error.code == .limits ? .limits : .malformed, error.reason)
        }
        guard order.terms.participant == signer.attributes.identity else {
            throw Refusal(
                .identityMismatch,
                "the order is of \(order.terms.participant), its signer is \(signer.attributes.identity)"
            )
        }
        try self.rules.check(order.terms, at: receivedAt(order.id))
        try self.permit(
            signer,
            action: Body.side == .buy ? "SubmitDemand" : "SubmitSupply",
            context: MarketPolicy.context(order.terms, at: moment)
        )
        return Verified(order: order, signer: signer, encoded: bytes, verifiedAt: moment)
    }

    /// The message that `bytes` are, and who signed it; nothing yet of what the signer may.
    package func open(
        _ bytes: [UInt8],
        kind: MessageKind,
        at moment: Timestamp
    ) throws(Refusal) -> (message: COSESign1, signer: Signer) {
        let message = try Self.decode(bytes, limits: kind.limits)
        guard message.contentType == kind.contentType else {
            throw Refusal(
                .malformed,
                "the content type is \(message.contentType ?? "missing"), not \(kind.contentType)"
            )
        }
        guard message.hasOnlyProtectedHeaders else {
            throw Refusal(.malformed, "a header that the signature does not cover")
        }
        let candidate = try self.signer(of: message, at: moment)
        try self.checkSignature(of: message, encoded: bytes, by: candidate.signer, kind: kind)
        self.remember(candidate)
        return (message, candidate.signer)
    }

    /// The message that `bytes` are, whoever signed it.
    static func decode(_ bytes: [UInt8], limits: CBORLimits) throws(Refusal) -> COSESign1 {
        do {
            return try COSESign1(decoding: bytes, limits: limits)
        } catch {
            throw Refusal(error.code == .highS ? .badSignature : .malformed, error.reason)
        }
    }

    /// Verifies a signature once: it stays good, for the bytes name the certificate and so the key.
    private func checkSignature(
        of message: COSESign1,
        encoded bytes: [UInt8],
        by signer: Signer,
        kind: MessageKind
    ) throws(Refusal) {
        let digest = Digest(hashing: bytes)
        if self.trust.withLock({ $0.signatures.contains(digest) }) { return }
        do {
            try message.verify(with: signer.key, externalAAD: kind.externalAAD)
        } catch {
            throw Refusal(.badSignature, error.reason)
        }
        self.trust.withLock { trust in
            if trust.signatures.count >= Self.memory { trust.signatures.removeAll(keepingCapacity: true) }
            trust.signatures.insert(digest)
        }
    }

    /// Verifies the signatures of messages on all cores, so that judging them afterwards finds them remembered.
    ///
    /// What is wrong with a message is left for that judgement to find.
    package func verifySignatures(of messages: [[UInt8]], kind: MessageKind, at moment: Timestamp) async {
        await withTaskGroup(of: Void.self) { group in
            for start in stride(from: 0, to: messages.count, by: Self.messagesPerTask) {
                group.addTask {
                    for bytes in messages[start..<min(start + Self.messagesPerTask, messages.count)] {
                        _ = try? self.open(bytes, kind: kind, at: moment)
                    }
                }
            }
        }
    }

    /// About a millisecond's work.
    private static let messagesPerTask = 16

    /// Refuses what no policy permits, or a policy forbids.
    package func permit(_ signer: Signer, action: String, context: CedarRecord) throws(Refusal) {
        let request = AuthorizationRequest(
            principal: signer.principal.uid,
            action: MarketPolicy.action(action),
            resource: self.resource.uid,
            context: context
        )
        let response: AuthorizationResponse
        do {
            response = self.authorizer.isAuthorized(
                request,
                entities: try MarketPolicies.actions.adding([signer.principal, self.resource])
            )
        } catch {
            throw Refusal(.notPermitted, "\(error)")
        }
        guard response.decision != .allow else { return }
        let deciding = response.determiningPolicies.map {
            self.policies[$0]?.annotation("id") ?? $0.description
        }
        let errors = response.errors.map { "\($0.policy): \($0.error)" }
        let why =
            deciding.isEmpty ? "no policy permits it" : "forbidden by \(deciding.joined(separator: ", "))"
        throw Refusal(
            .notPermitted,
            "\(action) by \(signer.attributes.identity): \(([why] + errors).joined(separator: "; "))",
            policies: deciding
        )
    }

    /// A signer whose chain was found good, and what is remembered of it once a message proves that it has the key:
    /// certificates are public, and anyone could fill the memory with them.
    private struct Candidate {
        let signer: Signer
        let question: Digest
        let generation: UInt64
    }

    private func remember(_ candidate: Candidate) {
        self.trust.withLock { trust in
            // A revocation list that came meanwhile knows better.
            guard trust.generation == candidate.generation else { return }
            if trust.signers.count >= Self.memory { trust.signers.removeAll(keepingCapacity: true) }
            trust.signers[candidate.question] = candidate.signer
        }
    }

    private func signer(of message: COSESign1, at moment: Timestamp) throws(Refusal) -> Candidate {
        let leaf: Certificate
        var presented: [Certificate] = []
        switch message.certificates {
        case .thumbprint(let digest):
            guard let known = self.directory[digest] else {
                throw Refusal(.unknownSigner, "no certificate with the thumbprint \(digest) is known")
            }
            leaf = known
        case .chain(let encoded):
            let chain: [Certificate]
            do {
                chain = try encoded.map { try Certificate(derRepresentation: $0) }
            } catch {
                throw Refusal(.malformed, "x5chain: \(error)")
            }
            guard let first = chain.first else { throw Refusal(.malformed, "x5chain: empty") }
            leaf = first
            presented = Array(chain.dropFirst())
        case .none:
            throw Refusal(.unknownSigner, "the message does not name its signer's certificate")
        }
        let staples: [OCSPResponse]
        do {
            staples = try message.ocspResponses.map { try OCSPResponse(derRepresentation: $0) }
        } catch {
            throw Refusal(.malformed, "rVals: \(error)")
        }
        return try self.signer(leaf, presented: presented, staples: staples, at: moment)
    }

    private func signer(
        _ leaf: Certificate,
        presented: [Certificate],
        staples: [OCSPResponse],
        at moment: Timestamp
    ) throws(Refusal) -> Candidate {
        // What came along is part of the question: without it there may be no path.
        let question =
            presented.isEmpty && staples.isEmpty
            ? leaf.thumbprint
            : Digest(
                hashing: ([leaf] + presented).flatMap(\.thumbprint.rawRepresentation)
                    + staples.flatMap { Digest(hashing: $0.derRepresentation).rawRepresentation }
            )
        let (remembered, chains, generation) = self.trust.withLock {
            ($0.signers[question], $0.chains, $0.generation)
        }
        if let remembered, remembered.chain.validity.contains(moment) {
            return Candidate(signer: remembered, question: question, generation: generation)
        }
        let chain: VerifiedChain
        do {
            chain = try chains.verify(leaf, presented: presented, staples: staples, at: moment)
        } catch {
            throw Refusal(error)
        }
        return Candidate(signer: try Signer(chain), question: question, generation: generation)
    }
}

extension Refusal {
    init(_ error: IdentityError) {
        let code: Code =
            switch error.code {
            case .expired: .expired
            case .notYetValid: .notYetValid
            case .revoked: .revoked
            case .revocationUnknown: .revocationUnknown
            case .invalidAttribute: .identityMismatch
            default: .unknownSigner
            }
        self.init(code, error.reason)
    }
}
