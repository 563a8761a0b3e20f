internal import InterlockCrypto
internal import InterlockIdentity

/// An admitted order of either side, of which there is one in memory however many books it stands in.
final class BookedOrder: Sendable {
    private enum Form {
        case demand(Admitted<Demand>)
        case supply(Admitted<Supply>)
    }

    private let form: Form

    init(_ demand: Admitted<Demand>) { self.form = .demand(demand) }

    init(_ supply: Admitted<Supply>) { self.form = .supply(supply) }

    var terms: OrderTerms {
        switch self.form {
        case .demand(let admitted): admitted.terms
        case .supply(let admitted): admitted.terms
        }
    }

    var side: Side {
        switch self.form {
        case .demand: .buy
        case .supply: .sell
        }
    }

    var signer: Signer {
        switch self.form {
        case .demand(let admitted): admitted.verified.signer
        case .supply(let admitted): admitted.verified.signer
        }
    }

    var encoded: [UInt8] {
        switch self.form {
        case .demand(let admitted): admitted.verified.encoded
        case .supply(let admitted): admitted.verified.encoded
        }
    }

    var admittedAt: Timestamp {
        switch self.form {
        case .demand(let admitted): admitted.admittedAt
        case .supply(let admitted): admitted.admittedAt
        }
    }

    var demand: Admitted<Demand>? {
        guard case .demand(let admitted) = self.form else { return nil }
        return admitted
    }

    var supply: Admitted<Supply>? {
        guard case .supply(let admitted) = self.form else { return nil }
        return admitted
    }

    /// The moment from which it trades no more.
    var end: Timestamp? {
        guard case .until(let end) = self.terms.conditions.timeInForce else { return nil }
        return end
    }

    /// Tells whether it waits in no book.
    var isImmediate: Bool {
        [.immediateOrCancel, .fillOrKill].contains(self.terms.conditions.timeInForce)
    }
}
