public import InterlockCrypto

/// The one way into the market: nothing becomes ``Admitted`` but by passing here.
///
/// ```swift
/// let gate = MarketGate(verifier: verifier, replayGuard: ReplayGuard())
/// let admitted: Admitted<Demand> = try gate.admit(bytes, at: now)
/// ```
public final class MarketGate: Sendable {
    /// What checks everything but the first sight.
    public let verifier: MessageVerifier
    /// What tells the first sight of a message from a later one.
    public let replayGuard: ReplayGuard

    /// Takes the two.
    public init(verifier: MessageVerifier, replayGuard: ReplayGuard) {
        self.verifier = verifier
        self.replayGuard = replayGuard
    }

    /// Admits an order of a known kind.
    ///
    /// - Throws: ``Refusal``, its code the first reason found; the message's number is then still free.
    public func admit<Body: Order>(
        _ bytes: [UInt8],
        as type: Body.Type = Body.self,
        at moment: Timestamp
    ) throws(Refusal) -> Admitted<Body> {
        try self.admit(self.verifier.verify(bytes, as: type, at: moment))
    }

    /// Admits an order whose kind its content type tells.
    public func admit(_ bytes: [UInt8], at moment: Timestamp) throws(Refusal) -> AdmittedOrder {
        try self.admit(self.verify(bytes, at: moment))
    }

    /// Checks everything but the first sight; may run for many messages at once.
    package func verify(_ bytes: [UInt8], at moment: Timestamp) throws(Refusal) -> VerifiedOrder {
        switch try MessageVerifier.decode(bytes, limits: .message).contentType {
        case MessageKind.demand.contentType:
            .demand(try self.verifier.verify(bytes, as: Demand.self, at: moment))
        case MessageKind.supply.contentType:
            .supply(try self.verifier.verify(bytes, as: Supply.self, at: moment))
        default: throw Refusal(.malformed, "neither a demand nor a supply")
        }
    }

    /// Takes the number of a verified order of either side, unless it is taken.
    package func admit(_ verified: VerifiedOrder) throws(Refusal) -> AdmittedOrder {
        switch verified {
        case .demand(let demand): .demand(try self.admit(demand))
        case .supply(let supply): .supply(try self.admit(supply))
        }
    }

    /// Takes the number of a verified order, unless it is taken.
    package func admit<Body: Order>(_ verified: Verified<Body>) throws(Refusal) -> Admitted<Body> {
        let terms = verified.order.terms
        let isFirst: Bool
        do {
            isFirst = try self.replayGuard.claim(terms.sequence, of: terms.participant)
        } catch {
            throw Refusal(.unavailable, "the sequence number cannot be written down: \(error)")
        }
        guard isFirst else {
            throw Refusal(
                .replayed,
                "\(terms.participant) has used the sequence number \(terms.sequence), or a much later one"
            )
        }
        return Admitted(verified)
    }
}
