/// A share that is not one of those that were dealt, and the number that it was brought under.
///
/// Anyone can write any number on a share, so a fault says nothing of the custodian of that number: who brought the
/// share is to be asked.
public struct ShareFault: Hashable, Sendable {
    /// The share's place among those that were brought, from 0 on.
    public let place: Int
    /// The x that it claims.
    public let index: Int
    /// The custodian of that x, who need not have brought it.
    public let holder: String
    /// What is wrong with it, for a person.
    public let reason: String
}

extension ShareFault: CustomStringConvertible {
    /// Index, holder and reason, and that the holder need not be the one who brought it.
    public var description: String {
        "share \(self.index) (\(self.holder)) \(self.reason): ask who brought it, who need not be \(self.holder)"
    }
}
