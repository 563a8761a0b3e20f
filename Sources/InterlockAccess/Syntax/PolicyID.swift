/// The name of a policy within its set.
public struct PolicyID: RawRepresentable, Sendable {
    /// The name.
    public let rawValue: String

    /// Makes a name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Makes a name.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// The name that Cedar gives the policy at `position` of a text.
    ///
    /// Positions count from 0: `policy0`, `policy1`, …
    public init(position: Int) { self.rawValue = "policy\(position)" }
}

extension PolicyID: Hashable {
    /// Tells whether both are the same Unicode scalars.
    public static func == (left: PolicyID, right: PolicyID) -> Bool {
        left.rawValue.isExactly(right.rawValue)
    }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.rawValue) }
}

extension PolicyID: Comparable {
    /// By the names' bytes.
    public static func < (left: PolicyID, right: PolicyID) -> Bool {
        left.rawValue.precedesExactly(right.rawValue)
    }
}

extension PolicyID: CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name.
    public var description: String { self.rawValue }

    /// The name that a literal spells.
    public init(stringLiteral value: String) { self.init(value) }
}
