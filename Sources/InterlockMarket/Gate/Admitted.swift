public import InterlockCrypto

/// A message whose form, chain, revocation, signature, identity, limits and permission were in order at one moment.
///
/// There is no public initializer: a value proves that ``MessageVerifier`` made it.
public struct Verified<Message: MarketMessage>: Sendable {
    /// The message.
    public let message: Message
    /// Who signed it.
    public let signer: Signer
    /// The COSE_Sign1, as it came.
    public let encoded: [UInt8]
    /// The moment that the verdict is for.
    public let verifiedAt: Timestamp

    init(message: Message, signer: Signer, encoded: [UInt8], verifiedAt: Timestamp) {
        self.message = message
        self.signer = signer
        self.encoded = encoded
        self.verifiedAt = verifiedAt
    }
}

/// A verified message that was seen for the first time: the only thing that the order book takes.
///
/// There is no public initializer: a value proves that ``MarketGate`` let it in.
public struct Admitted<Message: MarketMessage>: Sendable {
    /// What was verified.
    public let verified: Verified<Message>

    init(_ verified: Verified<Message>) { self.verified = verified }

    /// The message.
    public var message: Message { self.verified.message }
    /// When it was admitted.
    public var admittedAt: Timestamp { self.verified.verifiedAt }
}

extension Verified where Message: Order {
    /// The order.
    public var order: Message { self.message }
}

extension Admitted where Message: Order {
    /// The order.
    public var order: Message { self.message }
    /// What the order says.
    public var terms: OrderTerms { self.message.terms }
}

/// A verified message of any kind.
package enum VerifiedMessage: Sendable {
    case demand(Verified<Demand>)
    case supply(Verified<Supply>)
    case cancel(Verified<Cancel>)
    case reading(Verified<MeterReading>)
    case rules(Verified<RuleChange>)

    /// The moment that the verdict is for.
    package var verifiedAt: Timestamp {
        switch self {
        case .demand(let verified): verified.verifiedAt
        case .supply(let verified): verified.verifiedAt
        case .cancel(let verified): verified.verifiedAt
        case .reading(let verified): verified.verifiedAt
        case .rules(let verified): verified.verifiedAt
        }
    }

    /// The message.
    package var message: any MarketMessage {
        switch self {
        case .demand(let verified): verified.message
        case .supply(let verified): verified.message
        case .cancel(let verified): verified.message
        case .reading(let verified): verified.message
        case .rules(let verified): verified.message
        }
    }
}

/// An admitted message of any kind.
public enum AdmittedMessage: Sendable {
    /// A demand.
    case demand(Admitted<Demand>)
    /// A supply.
    case supply(Admitted<Supply>)
    /// A cancel.
    case cancel(Admitted<Cancel>)
    /// A meter reading.
    case reading(Admitted<MeterReading>)
    /// A change of the rules.
    case rules(Admitted<RuleChange>)

    /// The message.
    public var message: any MarketMessage {
        switch self {
        case .demand(let admitted): admitted.message
        case .supply(let admitted): admitted.message
        case .cancel(let admitted): admitted.message
        case .reading(let admitted): admitted.message
        case .rules(let admitted): admitted.message
        }
    }

    /// The message's identity.
    public var id: OrderID { self.message.id }
}
