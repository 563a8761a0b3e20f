/// Policies, each with a name of its own.
public struct PolicySet: Sendable {
    /// The policies, in their order.
    public private(set) var policies: [Policy] = []

    private var positions: [PolicyID: Int] = [:]

    /// A set without policies, which denies everything.
    public init() {}

    /// Reads Cedar policy text (language version 4).
    ///
    /// The policies are called `policy0`, `policy1`, … by their place in the text, as Cedar does;
    /// ``rename(_:to:)`` gives them other names.
    ///
    /// - Throws: the first fault in the text, with its place; `limitExceeded` beyond `limits`; `unsupported` for
    ///   templates and extension types.
    public init(parsing text: String, limits: ParsingLimits = .standard) throws(AccessError) {
        var parser = try Parser(text, limits: limits)
        for policy in try parser.policies() { try self.add(policy) }
    }

    /// The policy called `id`, nil if there is none.
    public subscript(id: PolicyID) -> Policy? {
        guard let position = self.positions[id] else { return nil }
        return self.policies[position]
    }

    /// The number of policies.
    public var count: Int { self.policies.count }

    /// Appends `policy`, under another name if one is given.
    ///
    /// - Throws: `duplicateName` if the name is taken.
    public mutating func add(_ policy: Policy, as id: PolicyID? = nil) throws(AccessError) {
        var policy = policy
        policy.id = id ?? policy.id
        try self.claim(policy.id, for: self.policies.count)
        self.policies.append(policy)
    }

    /// Gives the policy called `id` the name `newID`.
    ///
    /// - Throws: `unknownName` if there is no such policy, `duplicateName` if the new name is taken.
    public mutating func rename(_ id: PolicyID, to newID: PolicyID) throws(AccessError) {
        guard let position = self.positions[id] else {
            throw AccessError(.unknownName, "there is no policy \(id)")
        }
        guard id != newID else { return }
        try self.claim(newID, for: position)
        self.positions[id] = nil
        self.policies[position].id = newID
    }

    private mutating func claim(_ id: PolicyID, for position: Int) throws(AccessError) {
        guard self.positions[id] == nil else {
            throw AccessError(.duplicateName, "there is another policy \(id)")
        }
        self.positions[id] = position
    }
}
