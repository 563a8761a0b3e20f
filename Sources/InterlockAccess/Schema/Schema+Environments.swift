extension Schema {
    /// The most combinations of action, principal type and resource type.
    ///
    /// Each policy is checked under every one; a schema of a hundred actions, each for a hundred types of
    /// principals and as many of resources, has this many.
    private static let maximumEnvironmentCount = 1_000_000

    /// A kind of request: policies are checked under each that the schema allows.
    public struct Environment: Hashable, Sendable {
        /// The principal's type.
        public let principal: String
        /// The action.
        public let action: EntityUID
        /// The resource's type.
        public let resource: String
    }

    /// All kinds of requests, action by action.
    public var environments: [Environment] {
        self.actionNames.flatMap { (name) -> [Environment] in
            guard let action = self.actions[name] else { return [] }
            return action.principals.flatMap { principal in
                action.resources.map { Environment(principal: principal, action: name, resource: $0) }
            }
        }
    }

    /// Refuses a schema with so many kinds of requests that checking a policy would take forever.
    func checkEnvironmentCount() throws(AccessError) {
        var count = 0
        for action in self.actions.values {
            let (product, overflows) = action.principals.count.multipliedReportingOverflow(
                by: action.resources.count
            )
            count = overflows ? .max : count.addingReportingOverflow(product).partialValue
            guard !overflows, count >= 0, count <= Self.maximumEnvironmentCount else {
                throw AccessError(
                    .limitExceeded,
                    "actions, principals and resources make more than \(Self.maximumEnvironmentCount) combinations"
                )
            }
        }
    }
}
