package import InterlockCrypto

/// The revocation lists that count in a ledger: of each trust anchor's key, name and distribution scope the complete list
/// with the highest number.
///
/// A list takes the place of its predecessor only: another key's list, a delta, or a list of some certificates never
/// takes that of a complete one.
package struct RevocationRegister: Sendable {
    private struct Holding {
        let signer: Certificate
        let scope: RevocationScope
        let list: RevocationList
    }

    private var holdings: [Holding] = []

    /// The most scopes that are held: a few of each anchor.
    package static let limit = 256

    /// Starts with no lists.
    package init() {}

    /// The lists, in the order in which their scopes came.
    package var lists: [RevocationList] { self.holdings.map(\.list) }

    /// Takes a list, which counts from here on.
    ///
    /// - Parameters:
    ///   - list: The list.
    ///   - anchors: The trust anchors, one of which signed it.
    ///   - time: As of when.
    /// - Throws: `IdentityError` with code `unknownIssuer` where no anchor signed it, `revocationUnknown` for a delta or a
    ///   list that cannot be used, `notYetValid` before its time and `expired` after it, `limitExceeded` for too many
    ///   scopes, and `alreadyExists` where one with as high a number is held.
    package mutating func add(
        _ list: RevocationList,
        anchors: [Certificate],
        at time: Timestamp
    ) throws(IdentityError) {
        guard let signer = anchors.first(where: { list.isSigned(by: $0) }) else {
            throw IdentityError(.unknownIssuer, "\(list) is of no trust anchor")
        }
        let scope = RevocationScope(list)
        let place = self.holdings.firstIndex { $0.scope == scope && $0.signer.hasSameKey(as: signer) }
        if let held = place.map({ self.holdings[$0].list }), list.number <= held.number {
            throw IdentityError(
                .alreadyExists,
                "\(list) has no higher number than the one held, \(held.number)"
            )
        }
        try Self.check(list, at: time)
        let holding = Holding(signer: signer, scope: scope, list: list)
        if let place {
            self.holdings[place] = holding
        } else {
            guard self.holdings.count < Self.limit else {
                throw IdentityError(.limitExceeded, "revocation lists of more than \(Self.limit) scopes")
            }
            self.holdings.append(holding)
        }
    }

    /// Takes those of some lists that are newer than what is held, the lowest number first, and gives them.
    ///
    /// - Throws: as ``add(_:anchors:at:)``, but not for what is held already or older.
    package mutating func addNewer(
        _ lists: [RevocationList],
        anchors: [Certificate],
        at time: Timestamp
    ) throws(IdentityError) -> [RevocationList] {
        var added: [RevocationList] = []
        for list in lists.sorted(by: { $0.number < $1.number }) {
            do throws(IdentityError) {
                try self.add(list, anchors: anchors, at: time)
                added.append(list)
            } catch {
                guard error.code == .alreadyExists else { throw error }
            }
        }
        return added
    }

    /// Says that a list is complete and in force.
    private static func check(_ list: RevocationList, at time: Timestamp) throws(IdentityError) {
        if let defect = list.fields.defect {
            throw IdentityError(.revocationUnknown, "\(list) cannot be used: \(defect)")
        }
        guard !list.isDelta else {
            throw IdentityError(
                .revocationUnknown,
                "\(list) says only what has changed; a complete list is needed"
            )
        }
        guard list.thisUpdate <= time else {
            throw IdentityError(.notYetValid, "\(list) is dated \(list.thisUpdate), which is after \(time)")
        }
        guard time <= list.nextUpdate else {
            throw IdentityError(.expired, "\(list) is stale since \(list.nextUpdate); the time is \(time)")
        }
    }
}
