/// A share that is not one of those that were dealt, and who brought it.
public struct ShareFault: Hashable, Sendable {
    /// The x that it claims.
    public let index: Int
    /// The custodian of that x.
    public let holder: String
    /// What is wrong with it, for a person.
    public let reason: String
}

extension ShareFault: CustomStringConvertible {
    /// Index, holder and reason.
    public var description: String { "share \(self.index) (\(self.holder)) \(self.reason)" }
}
