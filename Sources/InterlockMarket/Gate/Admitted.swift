public import InterlockCrypto

/// An order whose form, chain, revocation, signature, identity, limits and permission were in order at one moment.
///
/// There is no public initializer: a value proves that ``MessageVerifier`` made it.
public struct Verified<Body: Order>: Sendable {
    /// The order.
    public let order: Body
    /// Who signed it.
    public let signer: Signer
    /// The COSE_Sign1, as it came.
    public let encoded: [UInt8]
    /// The moment that the verdict is for.
    public let verifiedAt: Timestamp

    init(order: Body, signer: Signer, encoded: [UInt8], verifiedAt: Timestamp) {
        self.order = order
        self.signer = signer
        self.encoded = encoded
        self.verifiedAt = verifiedAt
    }
}

/// A verified order that was seen for the first time: the only thing that the order book takes.
///
/// There is no public initializer: a value proves that ``MarketGate`` let it in.
public struct Admitted<Body: Order>: Sendable {
    /// What was verified.
    public let verified: Verified<Body>

    init(_ verified: Verified<Body>) { self.verified = verified }

    /// The order.
    public var order: Body { self.verified.order }
    /// What the order says.
    public var terms: OrderTerms { self.verified.order.terms }
    /// When it was admitted.
    public var admittedAt: Timestamp { self.verified.verifiedAt }
}

/// A verified order of either side.
package enum VerifiedOrder: Sendable {
    case demand(Verified<Demand>)
    case supply(Verified<Supply>)
}

/// An admitted order of either side.
public enum AdmittedOrder: Sendable {
    /// A demand.
    case demand(Admitted<Demand>)
    /// A supply.
    case supply(Admitted<Supply>)

    /// What the order says.
    public var terms: OrderTerms {
        switch self {
        case .demand(let admitted): admitted.terms
        case .supply(let admitted): admitted.terms
        }
    }

    /// The order's identity.
    public var id: OrderID {
        switch self {
        case .demand(let admitted): admitted.order.id
        case .supply(let admitted): admitted.order.id
        }
    }
}
