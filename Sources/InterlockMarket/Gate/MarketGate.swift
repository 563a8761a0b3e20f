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

    /// Admits a message whose kind its content type tells.
    public func admit(_ bytes: [UInt8], at moment: Timestamp) throws(Refusal) -> AdmittedMessage {
        try self.admit(self.verify(bytes, at: moment))
    }

    /// Checks everything but the first sight; may run for many messages at once.
    package func verify(_ bytes: [UInt8], at moment: Timestamp) throws(Refusal) -> VerifiedMessage {
        let received = try ReceivedMessage(bytes, limits: .message)
        return switch received.envelope.contentType {
        case MessageKind.demand.contentType:
            .demand(try self.verifier.verify(received, as: Demand.self, at: moment))
        case MessageKind.supply.contentType:
            .supply(try self.verifier.verify(received, as: Supply.self, at: moment))
        default: try self.verifier.verifyNotice(received, at: moment)
        }
    }

    /// Takes the number of a verified message of any kind, unless it is taken.
    package func admit(_ verified: VerifiedMessage) throws(Refusal) -> AdmittedMessage {
        switch verified {
        case .demand(let demand): .demand(try self.admit(demand))
        case .supply(let supply): .supply(try self.admit(supply))
        case .cancel(let cancel): .cancel(try self.admit(cancel))
        case .reading(let reading): .reading(try self.admit(reading))
        case .rules(let change): .rules(try self.admit(change))
        }
    }

    /// Takes the number of a verified message, unless it is taken.
    package func admit<Message: MarketMessage>(_ verified: Verified<Message>) throws(Refusal) -> Admitted<
        Message
    > {
        let (participant, sequence) = (verified.message.participant, verified.message.sequence)
        let isFirst: Bool
        do {
            isFirst = try self.replayGuard.claim(sequence, of: participant)
        } catch {
            throw Refusal(.unavailable, "the sequence number cannot be written down: \(error)")
        }
        guard isFirst else {
            throw Refusal(
                .replayed,
                "\(participant) has used the sequence number \(sequence), or a much later one"
            )
        }
        return Admitted(verified)
    }
}
