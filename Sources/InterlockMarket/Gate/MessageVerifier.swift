public import InterlockAccess
public import InterlockCrypto
public import InterlockIdentity
internal import Synchronization

/// Checks a message's signature, signer and permission; the part of the gate that gate, peers and audit share.
///
/// A pure function of the message, the moment, and what the verifier was made with; what it remembers of
/// certificates saves time and changes no verdict.
public final class MessageVerifier: Sendable {
    /// The certificates that messages may name.
    public let directory: CertificateDirectory
    /// The edition of the rules that verdicts go by.
    public let edition: RulesEdition
    private let policies: PolicySet
    private let authorizer: Authorizer
    /// The attributes of the context that the policies read; nil where they may read any.
    private let contextRead: [String]?
    private let conduct: Mutex<Conduct>
    private let trust: Mutex<Trust>

    /// What the rules give rise to.
    private struct Conduct {
        let rules: MarketRules
        let resource: Entity
        let partners: PartnerPolicy?

        init(_ rules: MarketRules) {
            self.rules = rules
            self.resource = MarketPolicy.resource(rules)
            do {
                self.partners = try rules.trading.partnerPolicy()
            } catch {
                // Rules are checked wherever they come in. Where they were not: no pair is permitted.
                self.partners = PartnerPolicy(PolicySet())
            }
        }
    }

    private struct Trust {
        var chains: ChainVerifier
        /// How often the chains have been replaced.
        var generation: UInt64 = 0
        /// By the question of a claim that was taken apart, and whose answer was good.
        var signers: [Digest: Signer] = [:]
        var signatures: Set<GoodSignature> = []
    }

    /// A message and the key that was found to have signed it.
    private struct GoodSignature: Hashable {
        let message: Digest
        let key: [UInt8]
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
        directory: CertificateDirectory,
        edition: RulesEdition = .newest
    ) {
        self.edition = edition
        self.conduct = Mutex(Conduct(rules))
        self.policies = policies
        self.authorizer = Authorizer(policies)
        self.contextRead = policies.contextRead
        self.directory = directory
        self.trust = Mutex(Trust(chains: chains))
    }

    /// Takes new anchors or revocation lists in place of the old.
    public func update(_ chains: ChainVerifier) {
        self.trust.withLock { $0 = Trust(chains: chains, generation: $0.generation + 1) }
    }

    /// What the market demands.
    public var rules: MarketRules { self.conduct.withLock { $0.rules } }

    /// The policies on the pair; nil where everyone may trade with everyone.
    package var partners: PartnerPolicy? { self.conduct.withLock { $0.partners } }

    /// Takes new rules in place of the old.
    package func update(_ rules: MarketRules) {
        let conduct = Conduct(rules)
        self.conduct.withLock { $0 = conduct }
    }

    /// The order that `bytes` are, if everything about it is in order at `moment`.
    ///
    /// Checks, in this sequence: form, chain, revocation, signature, identity, address, the market's rules, policies.
    public func verify<Body: Order>(
        _ bytes: [UInt8],
        as type: Body.Type = Body.self,
        at moment: Timestamp
    ) throws(Refusal) -> Verified<Body> {
        try self.verify(ReceivedMessage(bytes, limits: Body.kind.limits), as: type, at: moment)
    }

    /// As ``verify(_:as:at:)``, for a message that was taken apart before.
    func verify<Body: Order>(
        _ received: ReceivedMessage,
        as type: Body.Type = Body.self,
        at moment: Timestamp
    ) throws(Refusal) -> Verified<Body> {
        let verified = try self.verify(received, as: type, at: moment) { _ in moment }
        try self.rules.checkClosure(of: verified.order.terms.period, at: moment)
        return verified
    }

    /// As ``verify(_:as:at:)``, for an order that the market may have received before the moment of this verdict; whether
    /// the market of a period had closed is left to be asked.
    package func verify<Body: Order>(
        _ bytes: [UInt8],
        as type: Body.Type = Body.self,
        at moment: Timestamp,
        receivedAt: (OrderID) -> Timestamp
    ) throws(Refusal) -> Verified<Body> {
        let received = try ReceivedMessage(bytes, limits: Body.kind.limits)
        return try self.verify(received, as: type, at: moment, receivedAt: receivedAt)
    }

    private func verify<Body: Order>(
        _ received: ReceivedMessage,
        as type: Body.Type,
        at moment: Timestamp,
        receivedAt: (OrderID) -> Timestamp
    ) throws(Refusal) -> Verified<Body> {
        let (order, signer) = try self.read(received, as: Body.self, at: moment)
        try self.checkAddress(of: order, by: signer)
        try self.rules.checkOpen(order.terms, at: receivedAt(order.id))
        try self.permit(order.terms, Body.side, signer, at: moment)
        return Verified(message: order, signer: signer, encoded: received.bytes, verifiedAt: moment)
    }

    /// Tells whether the policies may permit an order at one moment and not at another.
    package var isPermissionTimed: Bool { self.contextRead.map { $0.contains("now") } ?? true }

    /// Refuses an order that the policies do not permit in each of its periods.
    ///
    /// Policies that do not read the period are asked once.
    package func permit(
        _ terms: OrderTerms,
        _ side: Side,
        _ signer: Signer,
        at moment: Timestamp
    ) throws(Refusal) {
        let isPeriodRead = self.contextRead.map { $0.contains("period") } ?? true
        for period in isPeriodRead ? terms.periods : [terms.period] {
            try self.permit(
                signer,
                action: side == .buy ? "SubmitDemand" : "SubmitSupply",
                context: MarketPolicy.context(terms, in: period, at: moment)
            )
        }
    }

    /// The cancel that `bytes` are, if everything about it is in order at `moment`.
    public func verifyCancel(_ bytes: [UInt8], at moment: Timestamp) throws(Refusal) -> Verified<Cancel> {
        try self.verifyCancel(ReceivedMessage(bytes, limits: Cancel.kind.limits), at: moment)
    }

    private func verifyCancel(
        _ received: ReceivedMessage,
        at moment: Timestamp
    ) throws(Refusal) -> Verified<Cancel> {
        let (cancel, signer) = try self.readForMarket(received, as: Cancel.self, at: moment)
        try self.permit(
            signer,
            action: "Cancel",
            on: MarketPolicy.order(cancel.order),
            context: MarketPolicy.context(at: moment)
        )
        return Verified(message: cancel, signer: signer, encoded: received.bytes, verifiedAt: moment)
    }

    /// The meter reading that `bytes` are, if everything about it is in order at `moment`, and its period over.
    public func verifyReading(_ bytes: [UInt8], at moment: Timestamp) throws(Refusal) -> Verified<
        MeterReading
    > {
        try self.verifyReading(ReceivedMessage(bytes, limits: MeterReading.kind.limits), at: moment)
    }

    private func verifyReading(
        _ received: ReceivedMessage,
        at moment: Timestamp
    ) throws(Refusal) -> Verified<MeterReading> {
        let (reading, signer) = try self.readForMarket(received, as: MeterReading.self, at: moment)
        guard reading.period.end <= moment else {
            throw Refusal(.limits, "the period \(reading.period) that was metered is not over")
        }
        try self.permit(
            signer,
            action: "SubmitReading",
            context: MarketPolicy.context(reading, at: moment)
        )
        return Verified(message: reading, signer: signer, encoded: received.bytes, verifiedAt: moment)
    }

    /// The cancel, reading or change of rules that `bytes` are, by their content type, if everything about it is in order.
    package func verifyNotice(_ bytes: [UInt8], at moment: Timestamp) throws(Refusal) -> VerifiedMessage {
        try self.verifyNotice(ReceivedMessage(bytes, limits: .message), at: moment)
    }

    /// As ``verifyNotice(_:at:)``, for a message that was taken apart before.
    func verifyNotice(
        _ received: ReceivedMessage,
        at moment: Timestamp
    ) throws(Refusal) -> VerifiedMessage {
        switch received.envelope.contentType {
        case Cancel.kind.contentType: .cancel(try self.verifyCancel(received, at: moment))
        case MeterReading.kind.contentType: .reading(try self.verifyReading(received, at: moment))
        case RuleChange.kind.contentType: .rules(try self.verifyRuleChange(received, at: moment))
        default: throw Refusal(.malformed, "not a demand, supply, cancel, reading or rule change")
        }
    }

    /// The change of rules that `bytes` are, if everything about it is in order at `moment`.
    public func verifyRuleChange(_ bytes: [UInt8], at moment: Timestamp) throws(Refusal) -> Verified<
        RuleChange
    > {
        try self.verifyRuleChange(ReceivedMessage(bytes, limits: RuleChange.kind.limits), at: moment)
    }

    /// Asks for permission before the rules are read: that is the dearest work that a small message can cause.
    private func verifyRuleChange(
        _ received: ReceivedMessage,
        at moment: Timestamp
    ) throws(Refusal) -> Verified<RuleChange> {
        let signer = try self.open(received, kind: RuleChange.kind, at: moment)
        try self.permit(signer, action: "ChangeRules", context: MarketPolicy.context(at: moment))
        let change: RuleChange = try self.message(of: received, by: signer)
        try self.checkMarket(change)
        return Verified(message: change, signer: signer, encoded: received.bytes, verifiedAt: moment)
    }

    /// The message received, signed by the one that it speaks for.
    private func read<Message: MarketMessage>(
        _ received: ReceivedMessage,
        as type: Message.Type,
        at moment: Timestamp
    ) throws(Refusal) -> (Message, Signer) {
        let signer = try self.open(received, kind: Message.kind, at: moment)
        return (try self.message(of: received, by: signer), signer)
    }

    private func message<Message: MarketMessage>(
        of received: ReceivedMessage,
        by signer: Signer
    ) throws(Refusal) -> Message {
        let message: Message
        do {
            message = try Message(payload: received.envelope.payload)
        } catch {
            throw Refusal(error.code == .limits ? .limits : .malformed, error.reason)
        }
        guard message.participant == signer.attributes.identity else {
            throw Refusal(
                .identityMismatch,
                "the \(Message.kind) is of \(message.participant), its signer is \(signer.attributes.identity)"
            )
        }
        return message
    }

    /// Refuses an order of another wallet than its signer's, from the second edition on.
    private func checkAddress(of order: some Order, by signer: Signer) throws(Refusal) {
        let (address, wallet) = (order.terms.address, signer.attributes.walletAddress)
        guard self.edition >= .second, !address.isWallet(wallet) else { return }
        throw Refusal(
            .addressMismatch,
            "the order's address is \(address), expected the wallet address of \(order.participant), \(wallet)"
        )
    }

    private func readForMarket<Message: MarketMessage>(
        _ received: ReceivedMessage,
        as type: Message.Type,
        at moment: Timestamp
    ) throws(Refusal) -> (Message, Signer) {
        let (message, signer) = try self.read(received, as: type, at: moment)
        try self.checkMarket(message)
        return (message, signer)
    }

    private func checkMarket(_ message: some MarketMessage) throws(Refusal) {
        guard message.market == self.rules.market else {
            throw Refusal(
                .limits,
                "the \(type(of: message).kind) is for the market \(message.market), this is \(self.rules.market)"
            )
        }
    }

    /// The message that `bytes` are, and who signed it; nothing yet of what the signer may.
    package func open(
        _ bytes: [UInt8],
        kind: MessageKind,
        at moment: Timestamp
    ) throws(Refusal) -> (message: COSESign1, signer: Signer) {
        let received = try ReceivedMessage(bytes, limits: kind.limits)
        return (received.envelope, try self.open(received, kind: kind, at: moment))
    }

    /// The signer of a message; nothing yet of what the signer may.
    private func open(
        _ received: ReceivedMessage,
        kind: MessageKind,
        at moment: Timestamp
    ) throws(Refusal) -> Signer {
        let message = received.envelope
        guard message.contentType == kind.contentType else {
            throw Refusal(
                .malformed,
                "the content type is \(message.contentType ?? "missing"), not \(kind.contentType)"
            )
        }
        guard message.hasOnlyProtectedHeaders else {
            throw Refusal(.malformed, "a header that the signature does not cover")
        }
        let candidate = try self.signer(SignerClaim(message, self.directory), at: moment)
        try self.checkSignature(of: received, by: candidate.signer, kind: kind)
        self.remember(candidate)
        return candidate.signer
    }

    /// Verifies a signature once: it stays good for the same bytes and key, and the bytes tell the kind.
    private func checkSignature(
        of received: ReceivedMessage,
        by signer: Signer,
        kind: MessageKind
    ) throws(Refusal) {
        let signature = GoodSignature(
            message: Digest(hashing: received.bytes),
            key: signer.key.x963Representation
        )
        if self.trust.withLock({ $0.signatures.contains(signature) }) { return }
        do {
            try received.envelope.verify(with: signer.key, externalAAD: kind.externalAAD)
        } catch {
            throw Refusal(.badSignature, error.reason)
        }
        self.trust.withLock { trust in
            if trust.signatures.count >= Self.memory { trust.signatures.removeAll(keepingCapacity: true) }
            trust.signatures.insert(signature)
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

    /// The signer that a message names, by a path that is good at `moment`; its signature was verified before.
    func signer(of bytes: [UInt8], at moment: Timestamp) throws(Refusal) -> Signer {
        let message = try ReceivedMessage(bytes, limits: .message).envelope
        return try self.signer(SignerClaim(message, self.directory), at: moment).signer
    }

    /// Tells whether an admitted order may trade at `moment`, as far as its signer and the policies go.
    package func mayTrade<Body: Order>(_ order: Admitted<Body>, at moment: Timestamp) -> Bool {
        do throws(Refusal) {
            let signer = try self.signer(of: order.verified.encoded, at: moment)
            try self.permit(order.terms, Body.side, signer, at: moment)
            return true
        } catch {
            return false
        }
    }

    /// Refuses what no policy permits, or a policy forbids.
    package func permit(
        _ signer: Signer,
        action: String,
        on object: Entity? = nil,
        context: CedarRecord
    ) throws(Refusal) {
        let market = self.conduct.withLock { $0.resource }
        let resource = object ?? market
        let request = AuthorizationRequest(
            principal: signer.principal.uid,
            action: MarketPolicy.action(action),
            resource: resource.uid,
            context: context
        )
        let response: AuthorizationResponse
        do {
            response = self.authorizer.isAuthorized(
                request,
                entities: try MarketPolicies.actions.adding(
                    [signer.principal, market] + (object.map { [$0] } ?? [])
                )
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
            // Do not remember: a newer revocation list arrived during verification.
            guard trust.generation == candidate.generation else { return }
            if trust.signers.count >= Self.memory { trust.signers.removeAll(keepingCapacity: true) }
            trust.signers[candidate.question] = candidate.signer
        }
    }

    private func signer(_ claim: SignerClaim, at moment: Timestamp) throws(Refusal) -> Candidate {
        let (remembered, chains, generation) = self.trust.withLock {
            ($0.signers[claim.question], $0.chains, $0.generation)
        }
        if let remembered, remembered.chain.validity.contains(moment) {
            return Candidate(signer: remembered, question: claim.question, generation: generation)
        }
        let (leaf, presented) = try claim.certificates()
        let staples = try claim.responses()
        let chain: VerifiedChain
        do {
            chain = try leaf.chain(
                chains,
                presented: presented,
                staples: staples,
                directory: self.directory,
                at: moment
            )
        } catch {
            throw Refusal(error)
        }
        return Candidate(signer: try Signer(chain), question: claim.question, generation: generation)
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
            case .invalidPoint: .malformed
            default: .unknownSigner
            }
        self.init(code, error.reason)
    }
}
